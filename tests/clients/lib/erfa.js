// The server under test, and a few things that every suite needs of it.
import assert from 'node:assert/strict';

export const server = process.env.ERFA_URL;
assert.ok(server, 'ERFA_URL names the server under test; use ./run');
export const endpoint = `${server}/graphql`;
export const socket = endpoint.replace(/^http/, 'ws');

export const PASSWORD = 'erfa-demo-2026';

/** The body of an answer, errors and all. */
export async function ask(query, variables = {}, token) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/** The data of an answer that must have no errors. */
export async function data(query, variables, token) {
  const answer = await ask(query, variables, token);
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  return answer.data;
}

const SIGN_IN = `mutation ($input: SignInInput!) {
  signIn(input: $input) { session { accessToken refreshToken } refusals { code } }
}`;
const tokens = new Map();

/** An access token of a demo person, `coordinator` for instance. */
export function tokenOf(name) {
  if (!tokens.has(name)) {
    const input = { email: `${name}@demo.example`, password: PASSWORD };
    tokens.set(name, data(SIGN_IN, { input }).then(({ signIn }) => signIn.session.accessToken));
  }
  return tokens.get(name);
}

/** The network that the demo's `coordinator` coordinates, and the organisation to host its seminars. */
export async function coordinated() {
  const { viewer } = await data(
    `{ viewer { coordinates(first: 1) { nodes { id name { text } } } organisationRoles { role organisation { id name } } } }`,
    {},
    await tokenOf('coordinator'),
  );
  return { network: viewer.coordinates.nodes[0], host: viewer.organisationRoles[0].organisation };
}

/** Days from now as a date. */
export const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** The input of a seminar that the coordinator may make. */
export async function seminarInput(changes = {}) {
  const { network, host } = await coordinated();
  return {
    hostId: host.id,
    networkIds: [network.id],
    kind: 'WORKSHOP',
    locale: 'nb',
    title: [{ locale: 'nb', text: 'Snøbrøyting på små steder' }],
    mode: 'ONSITE',
    timeZone: 'Europe/Oslo',
    startsLocal: `${inDays(30)}T10:00`,
    endsLocal: `${inDays(30)}T12:00`,
    venue: { name: 'Kommunehuset' },
    visibility: 'PUBLIC',
    seatPools: [{ kind: 'ONSITE', capacity: 1 }],
    ...changes,
  };
}

/** A seminar that is open for registration. */
export async function openSeminar(changes) {
  const token = await tokenOf('coordinator');
  const made = await data(
    `mutation ($input: CreateSeminarInput!) { createSeminar(input: $input) { seminar { id version } refusals { code field message } } }`,
    { input: await seminarInput(changes) },
    token,
  );
  assert.deepEqual(made.createSeminar.refusals, []);
  const { id, version } = made.createSeminar.seminar;
  const shown = await data(
    `mutation ($input: PublishSeminarInput!) { publishSeminar(input: $input) { seminar { id version state } refusals { code message } } }`,
    { input: { id, version } },
    token,
  );
  assert.equal(shown.publishSeminar.seminar?.state, 'OPEN', JSON.stringify(shown));
  return shown.publishSeminar.seminar;
}

/** Registers a demo person. */
export async function register(name, seminarId) {
  const answer = await data(
    `mutation ($input: RegisterForSeminarInput!) { registerForSeminar(input: $input) { registration { id status } refusals { code } } }`,
    { input: { seminarId, seat: 'ONSITE' } },
    await tokenOf(name),
  );
  return answer.registerForSeminar;
}

/** Waits for a promise, but not for ever. */
export function within(milliseconds, promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
