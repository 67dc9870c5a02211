// Subscriptions by the graphql-ws client.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { openSeminar, register, socket, tokenOf, within } from './lib/erfa.js';

const clients = [];
after(() => clients.forEach((client) => client.dispose()));

function connect(options) {
  const client = createClient({ url: socket, webSocketImpl: WebSocket, retryAttempts: 0, ...options });
  clients.push(client);
  return client;
}

const signedIn = (name) => connect({ connectionParams: async () => ({ authorization: `Bearer ${await tokenOf(name)}` }) });
const SEATS = 'subscription ($id: ID!) { seminarSeats(id: $id) { registrationCount waitingCount } }';

async function first(client, payload) {
  for await (const result of client.iterate(payload)) return result;
  return undefined;
}

test('a query is answered over the socket', async () => {
  const { data } = await first(connect(), { query: '{ countries { nodes { code } } }' });
  assert.ok(data.countries.nodes.some(({ code }) => code === 'SE'));
});

test('the signed-in viewer is known by the token of connection_init', async () => {
  const { data } = await first(signedIn('member'), { query: '{ viewer { account { email } } }' });
  assert.equal(data.viewer.account.email, 'member@demo.example');
});

test('a subscription tells what stands, and then each change', async () => {
  const seminar = await openSeminar();
  const seats = connect().iterate({ query: SEATS, variables: { id: seminar.id } });
  const next = async () => (await within(5_000, seats.next(), 'an event')).value.data.seminarSeats;
  assert.deepEqual(await next(), { registrationCount: 0, waitingCount: 0 });
  await register('member', seminar.id);
  assert.deepEqual(await next(), { registrationCount: 1, waitingCount: 0 });
  await register('official', seminar.id);
  assert.deepEqual(await next(), { registrationCount: 1, waitingCount: 1 });
  await seats.return();
});

test('a mutation is refused over the socket', async () => {
  const query = 'mutation { signOut(input: {}) { refusals { code } } }';
  await assert.rejects(first(signedIn('member'), { query }), ([error]) => error.extensions.code === 'BAD_INPUT');
});

test('a document that does not fit the schema is one error', async () => {
  await assert.rejects(first(connect(), { query: '{ nothingOfTheKind }' }), ([error]) => error.extensions.code === 'GRAPHQL_VALIDATION_FAILED');
});

test('a wrong token closes the socket with 4403', async () => {
  const client = connect({ connectionParams: { authorization: 'Bearer not.a.token' } });
  await assert.rejects(first(client, { query: '{ __typename }' }), ({ code }) => code === 4403);
});

test('a client that was cut off comes back and goes on', async () => {
  const seminar = await openSeminar();
  const sockets = [];
  const client = connect({ retryAttempts: 3, retryWait: async () => {}, shouldRetry: () => true, on: { opened: (opened) => sockets.push(opened) } });
  const seats = client.iterate({ query: SEATS, variables: { id: seminar.id } });
  const next = async () => (await within(5_000, seats.next(), 'an event')).value.data.seminarSeats.registrationCount;
  assert.equal(await next(), 0);
  sockets[0].terminate();
  await register('member', seminar.id);
  // What stands is told anew, whenever it came back.
  while ((await next()) !== 1);
  assert.equal(sockets.length, 2);
  await seats.return();
});
