// Apollo Client, set up as docs/clients.md says.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CombinedGraphQLErrors, gql } from '@apollo/client';
import WebSocket from 'ws';
import { MUNICIPALITIES, NETWORKS, REGISTER, SEATS, SEMINAR, SIGN_IN } from './lib/documents.js';
import { PASSWORD, coordinated, data as dataOf, endpoint, openSeminar, register, tokenOf, within } from './lib/erfa.js';
import { TYPES, apollo } from './setups/apollo.js';

/** The first whole answer of a query that is watched. */
const answered = (watched) =>
  new Promise((resolve, reject) => {
    watched.subscribe(({ data, dataState, error }) => (error ? reject(error) : dataState === 'complete' && resolve({ data })));
  });

/** Waits until a watched list has so many edges. */
const grown = (watched, count) =>
  new Promise((resolve) => {
    watched.subscribe(({ data }) => data?.municipalities?.edges.length === count && resolve());
  });

let sent;
let token;
let client;
let sockets;

/** Notes the requests on their way. */
async function noting(url, options) {
  const body = options.body ? JSON.parse(options.body) : Object.fromEntries(new URL(url).searchParams);
  sent.push({ method: options.method, ...body });
  return fetch(url, options);
}

before(async () => {
  sent = [];
  const schema = await dataOf(TYPES);
  ({ client, sockets } = apollo({ url: endpoint, schema, token: () => token, fetch: noting, webSocketImpl: WebSocket }));
});
after(() => {
  client.stop();
  sockets.dispose();
});

test('a frontend: networks and their seminars, sign in, register, and what is refused', async () => {
  const seminar = await openSeminar();
  const { network } = await coordinated();
  const { data } = await client.query({ query: gql(NETWORKS), variables: { seminars: { hasFreeSeats: true } } });
  const listed = data.networks.nodes.find(({ id }) => id === network.id);
  assert.ok(listed.seminars.nodes.some(({ id }) => id === seminar.id));

  const wrong = await client.mutate({ mutation: gql(SIGN_IN), variables: { input: { email: 'member@demo.example', password: 'not this' } } });
  assert.deepEqual(wrong.data.signIn.refusals.map(({ code }) => code), ['BAD_CREDENTIALS']);
  const right = await client.mutate({ mutation: gql(SIGN_IN), variables: { input: { email: 'member@demo.example', password: PASSWORD } } });
  token = right.data.signIn.session.accessToken;

  const none = await client.mutate({ mutation: gql(REGISTER), variables: { input: { seminarId: seminar.id, seat: 'ONLINE' } } });
  assert.deepEqual(none.data.registerForSeminar.refusals.map(({ code, field }) => [code, field]), [['NO_SUCH_SEATS', 'seat']]);

  await client.query({ query: gql(SEMINAR), variables: { id: seminar.id } });
  const seat = await client.mutate({ mutation: gql(REGISTER), variables: { input: { seminarId: seminar.id, seat: 'ONSITE' } } });
  assert.equal(seat.data.registerForSeminar.registration.status, 'CONFIRMED');
  // The mutation's answer has changed the seminar in the cache.
  const cached = client.readQuery({ query: gql(SEMINAR), variables: { id: seminar.id } });
  assert.equal(cached.seminar.registrationCount, 1);
});

test('things are kept once, by their id, however they were found', async () => {
  const { network } = await coordinated();
  const lists = gql`{ networks(first: 100) { nodes { id name { text } } } }`;
  await client.query({ query: lists });
  await client.query({ query: gql`query ($id: ID!) { node(id: $id) { id ... on Network { status } } }`, variables: { id: network.id } });
  const kept = client.readFragment({ id: `Network:${network.id}`, fragment: gql`fragment N on Network { status name { text } }` });
  assert.equal(kept.status, 'ACTIVE');
  assert.equal(kept.name.text, network.name.text);
});

test('what two parts of a page ask of one thing is put together', async () => {
  const { network } = await coordinated();
  const one = gql`query One($id: ID!) { network(id: $id) { id name { text } viewerCan { join } } }`;
  const other = gql`query Other($id: ID!) { network(id: $id) { id name { locale } viewerCan { edit } } }`;
  const variables = { id: network.id };
  const first = client.watchQuery({ query: one, variables });
  await answered(first);
  const second = client.watchQuery({ query: other, variables });
  await answered(second);
  sent = [];
  for (const query of [one, other]) {
    const { data } = await client.query({ query, variables });
    assert.equal(data.network.id, network.id);
  }
  const { data } = first.getCurrentResult();
  assert.deepEqual([data.network.name.text, typeof data.network.viewerCan.join], [network.name.text, 'boolean']);
  assert.deepEqual(sent, [], 'nothing is asked a second time');
});

test('a fragment on an interface finds its types', async () => {
  const { network } = await coordinated();
  const query = gql`query ($id: ID!) { node(id: $id) { ...Named } } fragment Named on Node { id ... on Network { status } }`;
  await client.query({ query, variables: { id: network.id } });
  assert.equal(client.readQuery({ query, variables: { id: network.id } }).node.status, 'ACTIVE');
});

test('a list grows over three pages', async () => {
  const query = gql(MUNICIPALITIES);
  const variables = { first: 40, filter: { country: 'NO' } };
  const watched = client.watchQuery({ query, variables });
  await answered(watched);
  for (const page of [2, 3]) {
    const { pageInfo } = watched.getCurrentResult().data.municipalities;
    await watched.fetchMore({ variables: { after: pageInfo.endCursor } });
    await within(2_000, grown(watched, 40 * page), `page ${page}`);
  }
  const ids = watched.getCurrentResult().data.municipalities.edges.map(({ node }) => node.id);
  assert.equal(new Set(ids).size, 120);
});

test('errors come with their codes', async () => {
  const codes = async (query, variables) => {
    const outcome = await client.query({ query, variables }).then(
      () => [],
      (error) => error,
    );
    assert.ok(CombinedGraphQLErrors.is(outcome), `${outcome}`);
    return outcome.errors.map(({ extensions }) => extensions.code);
  };
  assert.deepEqual(await codes(gql`{ nothingOfTheKind }`), ['GRAPHQL_VALIDATION_FAILED']);
  assert.deepEqual(await codes(gql`query ($first: Int!) { networks(first: $first) { nodes { id } } }`, { first: 101 }), ['BAD_INPUT']);
  const before = token;
  token = 'not.a.token';
  assert.deepEqual(await codes(gql`{ viewer { person { id } } }`), ['UNAUTHENTICATED']);
  token = before;
});

test('queries are sent as hashes', async () => {
  const query = gql`query Hashed { countries { nodes { id code } } }`;
  sent = [];
  await client.query({ query, fetchPolicy: 'network-only' });
  const shapes = () => sent.map(({ method, query: text, extensions }) => [method, Boolean(text), Boolean(extensions)]);
  assert.deepEqual(shapes(), [['GET', false, true], ['POST', true, true]]);
  sent = [];
  await client.query({ query, fetchPolicy: 'network-only' });
  assert.deepEqual(shapes(), [['GET', false, true]]);
});

test('a subscription changes what is in the cache', async () => {
  const seminar = await openSeminar();
  const shown = await client.query({ query: gql(SEMINAR), variables: { id: seminar.id } });
  assert.equal(shown.data.seminar.registrationCount, 0);
  const counts = [];
  const heard = new Promise((resolve, reject) => {
    client.subscribe({ query: gql(SEATS), variables: { id: seminar.id } }).subscribe({
      next({ data }) {
        counts.push(data.seminarSeats.registrationCount);
        if (counts.length === 1) register('official', seminar.id);
        if (counts.at(-1) === 1) resolve();
      },
      error: reject,
    });
  });
  await within(5_000, heard, 'the registration');
  assert.equal(client.readQuery({ query: gql(SEMINAR), variables: { id: seminar.id } }).seminar.registrationCount, 1);
});

test('a coordinator’s change reaches the list that is on the screen', async () => {
  const { network } = await coordinated();
  const before = token;
  token = await tokenOf('coordinator');
  const list = gql`{ networks(first: 50) { nodes { id version statedMemberCount } } }`;
  const watched = client.watchQuery({ query: list, fetchPolicy: 'network-only' });
  const { data } = await answered(watched);
  const { version } = data.networks.nodes.find(({ id }) => id === network.id);
  const change = gql`
    mutation ($input: UpdateNetworkInput!) {
      updateNetwork(input: $input) { network { id version statedMemberCount } refusals { code } }
    }
  `;
  await client.mutate({ mutation: change, variables: { input: { id: network.id, version, statedMemberCount: 77 } } });
  const now = watched.getCurrentResult().data.networks.nodes.find(({ id }) => id === network.id);
  assert.equal(now.statedMemberCount, 77);

  // Whoever still has the old version is told so.
  const late = client.mutate({ mutation: change, variables: { input: { id: network.id, version, statedMemberCount: 78 } } });
  await assert.rejects(late, (error) => {
    const [{ extensions }] = error.errors;
    return extensions.code === 'CONFLICT' && extensions.version === version + 1;
  });
  token = before;
});
