// Server-sent events by the graphql-sse client, one connection an operation.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createClient } from 'graphql-sse';
import { endpoint, openSeminar, register, tokenOf, within } from './lib/erfa.js';

const clients = [];
after(() => clients.forEach((client) => client.dispose()));

function connect(name) {
  const headers = async () => (name ? { authorization: `Bearer ${await tokenOf(name)}` } : {});
  const client = createClient({ url: endpoint, singleConnection: false, retryAttempts: 0, headers });
  clients.push(client);
  return client;
}

async function first(client, payload) {
  for await (const result of client.iterate(payload)) return result;
  return undefined;
}

test('a query is answered as one event', async () => {
  const { data } = await first(connect('member'), { query: '{ viewer { account { email } } }' });
  assert.equal(data.viewer.account.email, 'member@demo.example');
});

test('a subscription tells what stands, and then each change', async () => {
  const seminar = await openSeminar();
  const query = 'subscription ($id: ID!) { seminarSeats(id: $id) { registrationCount } }';
  const seats = connect().iterate({ query, variables: { id: seminar.id } });
  const next = async () => (await within(5_000, seats.next(), 'an event')).value.data.seminarSeats.registrationCount;
  assert.equal(await next(), 0);
  await register('member', seminar.id);
  assert.equal(await next(), 1);
  await seats.return();
});

test('a document that does not fit the schema is refused', async () => {
  const outcome = first(connect(), { query: '{ nothingOfTheKind }' }).then(
    (result) => result.errors[0].extensions.code,
    (error) => error.response?.status ?? error.message,
  );
  assert.ok(['GRAPHQL_VALIDATION_FAILED', 422, 400].includes(await outcome));
});
