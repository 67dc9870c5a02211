// urql with its normalising cache, set up as docs/clients.md says.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gql } from '@urql/core';
import { minifyIntrospectionQuery } from '@urql/introspection';
import { getIntrospectionQuery } from 'graphql';
import WebSocket from 'ws';
import { MUNICIPALITIES, NETWORKS, REGISTER, SEATS, SEMINAR, SIGN_IN } from './lib/documents.js';
import { PASSWORD, coordinated, data, endpoint, openSeminar, register, within } from './lib/erfa.js';
import { urql } from './setups/urql.js';

let token;
let client;
let sockets;

before(async () => {
  const schema = minifyIntrospectionQuery(await data(getIntrospectionQuery()));
  ({ client, sockets } = urql({ url: endpoint, schema, token: () => token, webSocketImpl: WebSocket }));
});
after(() => sockets.dispose());

const read = async (query, variables) => {
  const answer = await client.query(gql(query), variables).toPromise();
  assert.equal(answer.error, undefined, `${answer.error}`);
  return answer.data;
};
const write = async (mutation, input) => {
  const answer = await client.mutation(gql(mutation), { input }).toPromise();
  assert.equal(answer.error, undefined, `${answer.error}`);
  return Object.values(answer.data)[0];
};

test('a frontend: networks and their seminars, sign in, register, and what is refused', async () => {
  const seminar = await openSeminar();
  const { network } = await coordinated();
  const { networks } = await read(NETWORKS, { seminars: { hasFreeSeats: true } });
  assert.ok(networks.nodes.find(({ id }) => id === network.id).seminars.nodes.some(({ id }) => id === seminar.id));

  const wrong = await write(SIGN_IN, { email: 'editor@demo.example', password: 'not this' });
  assert.deepEqual(wrong.refusals.map(({ code }) => code), ['BAD_CREDENTIALS']);
  const right = await write(SIGN_IN, { email: 'editor@demo.example', password: PASSWORD });
  token = right.session.accessToken;

  const none = await write(REGISTER, { seminarId: seminar.id, seat: 'ONLINE' });
  assert.deepEqual(none.refusals.map(({ code }) => code), ['NO_SUCH_SEATS']);

  await read(SEMINAR, { id: seminar.id });
  const seat = await write(REGISTER, { seminarId: seminar.id, seat: 'ONSITE' });
  assert.equal(seat.registration.status, 'CONFIRMED');
  const cached = client.readQuery(gql(SEMINAR), { id: seminar.id });
  assert.equal(cached.data.seminar.registrationCount, 1);
});

test('an integrator pages through every municipality of a country', async () => {
  let pages = 0;
  for (let after = null, more = true; more; pages += 1) {
    const { municipalities } = await read(MUNICIPALITIES, { first: 100, after, filter: { country: 'SE' } });
    ({ endCursor: after, hasNextPage: more } = municipalities.pageInfo);
    if (!more) {
      assert.equal(municipalities.edges.length, municipalities.totalCount);
      assert.equal(new Set(municipalities.edges.map(({ node }) => node.id)).size, 290);
    }
  }
  assert.equal(pages, 3);
});

test('errors come with their codes', async () => {
  const answer = await client.query(gql`query ($first: Int!) { networks(first: $first) { nodes { id } } }`, { first: 0 }).toPromise();
  assert.deepEqual(answer.error.graphQLErrors.map(({ extensions }) => extensions.code), ['BAD_INPUT']);
});

test('a subscription changes what is in the cache', async () => {
  const seminar = await openSeminar();
  await read(SEMINAR, { id: seminar.id });
  const heard = new Promise((resolve, reject) => {
    let begun = false;
    client.subscription(gql(SEATS), { id: seminar.id }).subscribe(({ data: event, error }) => {
      if (error) reject(error);
      if (!begun) register('official', seminar.id);
      begun = true;
      if (event?.seminarSeats.registrationCount === 1) resolve();
    });
  });
  await within(5_000, heard, 'the registration');
  assert.equal(client.readQuery(gql(SEMINAR), { id: seminar.id }).data.seminar.registrationCount, 1);
});
