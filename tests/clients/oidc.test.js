// Signing in at OpenID providers: oidc-provider on the other side, Chromium between, and the frontend of docs/clients.md.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startBrowser } from './lib/browser.js';
import { PASSWORD } from './lib/erfa.js';
import { mails } from './lib/mails.js';
import { freePort } from './lib/ports.js';
import { besides } from './lib/postgres.js';
import { provider } from './lib/provider.js';
import { startServer } from './lib/server.js';

const SECRET = 'a secret of the town and Erfa alone';
const API = 'https://api.town.example';
let erfa;
let town;
let county;
let frontend;
let returnTo;
let browser;

/** The frontend: one page, at which all begins and ends. */
async function startFrontend() {
  const script = readFileSync(new URL('setups/openid.js', import.meta.url));
  const page = '<!doctype html><title>Frontend</title><script type="module">import * as openid from "./openid.js"; window.openid = openid;</script>';
  const server = createServer((request, response) => {
    const [type, body] = request.url === '/openid.js' ? ['text/javascript', script] : ['text/html', page];
    response.setHeader('content-type', type).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** What erfa.toml says, in the form of docs/sign-in.md. */
const settings = (url) => `
[auth]
public_url = "${url}"
return_to = ["${returnTo}"]

[[auth.providers]]
name = "town"
title = "The town's sign-in"
issuer = "${town.issuer}"
client_id = "erfa"
client_secret = "${SECRET}"
scopes = ["email", "profile"]

[[auth.providers]]
name = "county"
title = "The county's sign-in"
issuer = "${county.issuer}"
client_id = "erfa-public"
scopes = ["email"]

[[auth.providers]]
name = "moved"
title = "The town's sign-in, which knows another address of Erfa"
issuer = "${town.issuer}"
client_id = "erfa-of-before"
client_secret = "${SECRET}"

[[auth.jwt_issuers]]
issuer = "${town.issuer}"
audience = "${API}"
jwks_url = "${town.issuer}/jwks"
`;

before(async () => {
  const tokens = {
    enabled: true,
    useGrantedResource: () => true,
    getResourceServerInfo: () => ({ scope: 'openid', audience: API, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
  };
  town = await provider({
    alg: 'RS256',
    accounts: { 'town-17': { email: 'somebody@town.example', email_verified: true, name: 'Somebody' } },
    more: { features: { resourceIndicators: tokens } },
  });
  county = await provider({
    alg: 'ES256',
    accounts: {
      'county-4': { email: 'Editor@demo.example', email_verified: true },
      'county-5': { email: 'official@demo.example', email_verified: false },
    },
    // The address comes from the UserInfo endpoint alone, as OpenID Connect Core 5.4 has it.
  });
  frontend = await startFrontend();
  returnTo = `http://127.0.0.1:${frontend.address().port}/signed-in`;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await town.open([
    { client_id: 'erfa', client_secret: SECRET, redirect_uris: [`${url}/auth/oidc/town/callback`] },
    { client_id: 'erfa-of-before', client_secret: SECRET, redirect_uris: ['https://before.example/auth/oidc/moved/callback'] },
    { client_id: 'app', token_endpoint_auth_method: 'none', redirect_uris: [returnTo] },
  ]);
  await county.open([{ client_id: 'erfa-public', token_endpoint_auth_method: 'none', redirect_uris: [`${url}/auth/oidc/county/callback`] }]);
  const database = process.env.ERFA_DATABASE && besides(process.env.ERFA_DATABASE, 'oidc');
  [erfa, browser] = await Promise.all([startServer(process.env.ERFA_BINARY, { port, database, file: settings(url) }), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await erfa?.stop();
  frontend?.close();
  await Promise.all([town?.stop(), county?.stop()]);
});

/** A browser that knows nobody, at the frontend. */
async function open() {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(returnTo);
  return page;
}

/** Asks Erfa from within the page, so across origins. */
async function ask(page, query, input, token) {
  const answer = await page.evaluate(
    async (url, body, token) => {
      const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
      return (await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) })).json();
    },
    erfa.url,
    { query, variables: input && { input } },
    token,
  );
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  return Object.values(answer.data)[0];
}

const codes = ({ refusals }) => refusals.map(({ code, field }) => `${code} ${field}`);
const signInWithCode = (page, input) =>
  ask(page, `mutation ($input: SignInWithCodeInput!) { signInWithCode(input: $input) { session { accessToken } viewer { id } refusals { code field } } }`, input);
const linkIdentity = (page, input, token) =>
  ask(page, `mutation ($input: LinkIdentityInput!) { linkIdentity(input: $input) { account { identities { issuer lastUsedAt } } refusals { code field } } }`, input, token);
const confirmIdentity = (page, token) =>
  ask(page, `mutation ($input: ConfirmIdentityInput!) { confirmIdentity(input: $input) { linked refusals { code field } } }`, { token });

async function byPassword(page, name) {
  const input = { email: `${name}@demo.example`, password: PASSWORD };
  return ask(page, `mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } viewer { id } refusals { code } } }`, input);
}

async function until(what, find) {
  for (let patience = 0; patience < 100; patience += 1) {
    const found = find();
    if (found) return found;
    await pause(100);
  }
  return assert.fail(`${what}: not within ten seconds`);
}

const away = (page, act) => Promise.all([page.waitForNavigation({ waitUntil: 'load' }), act()]);
const leave = (page, name) => away(page, () => page.evaluate((options) => openid.leave(options), { url: erfa.url, startPath: `/auth/oidc/${name}/start`, returnTo }));
const press = (page) => away(page, () => page.click('button[type=submit]'));
const comeBack = (page) => page.evaluate(() => openid.comeBack());

async function enter(page, login) {
  await page.type('input[name=login]', login);
  await page.type('input[name=password]', 'whatever');
  await press(page);
}

/** The whole way there and back, with what the provider asks on it. */
async function travel(page, name, login) {
  await leave(page, name);
  const asked = [];
  if (await page.$('input[name=login]')) {
    asked.push('login');
    await enter(page, login);
  }
  if (await page.$('input[name=prompt][value=consent]')) {
    asked.push('consent');
    await press(page);
  }
  assert.ok(page.url().startsWith(`${returnTo}#`), page.url());
  const { input, error } = await comeBack(page);
  return { input, error, asked };
}

test('an identity is linked by password and opens sessions then', async () => {
  const page = await open();
  const providers = await ask(page, '{ identityProviders { name title startPath } }');
  assert.deepEqual(providers[0], { name: 'town', title: 'The town\'s sign-in', startPath: '/auth/oidc/town/start' });

  const first = await travel(page, 'town', 'town-17');
  assert.deepEqual(first.asked, ['login', 'consent']);
  assert.deepEqual(codes(await signInWithCode(page, first.input)), ['NOT_LINKED code']);
  assert.deepEqual(codes(await signInWithCode(page, first.input)), ['CODE_OVER code'], 'a code works once');

  const { session, viewer } = await byPassword(page, 'member');
  const { input, asked } = await travel(page, 'town');
  assert.deepEqual(asked, [], 'the provider knows this browser by now');
  const wrong = await linkIdentity(page, { ...input, currentPassword: 'not this one' }, session.accessToken);
  assert.deepEqual(codes(wrong), ['BAD_CREDENTIALS currentPassword']);
  const linked = await linkIdentity(page, { ...input, currentPassword: PASSWORD }, session.accessToken);
  assert.deepEqual(linked.account?.identities, [{ issuer: town.issuer, lastUsedAt: null }], JSON.stringify(linked));

  const second = await travel(page, 'town');
  const stolen = await signInWithCode(page, { ...second.input, verifier: 'of another page, which did not begin this' });
  assert.deepEqual(codes(stolen), ['CODE_OVER code']);
  const opened = await signInWithCode(page, second.input);
  assert.equal(opened.viewer?.id, viewer.id, JSON.stringify(opened));
  assert.deepEqual(codes(await signInWithCode(page, second.input)), ['CODE_OVER code']);
  const { person, account } = await ask(page, '{ viewer { person { id } account { identities { lastUsedAt } } } }', undefined, opened.session.accessToken);
  assert.equal(person.id, viewer.id);
  assert.ok(account.identities[0].lastUsedAt);

  const { authorizations, grants } = town.seen;
  assert.equal(authorizations.length, 3);
  for (const name of ['state', 'nonce', 'code_challenge']) {
    const values = authorizations.map((asked) => asked[name]);
    assert.ok(values.every((value) => value.length >= 16) && new Set(values).size === 3, `${name} is another each time: ${values}`);
  }
  assert.ok(authorizations.every((asked) => asked.code_challenge_method === 'S256' && asked.scope === 'openid email profile'));
  assert.deepEqual(grants.map(({ client, header }) => `${client} ${header}`), Array(3).fill('erfa Basic'));
});

test('an identity is linked by a mail to the address that the provider vouches for', async () => {
  const page = await open();
  const { viewer } = await byPassword(page, 'editor');
  const { input } = await travel(page, 'county', 'county-4');
  assert.deepEqual(codes(await signInWithCode(page, input)), ['CONFIRM_BY_MAIL code']);
  const letter = ({ to, text }) => to === 'editor@demo.example' && text?.includes('/confirm-identity#');
  const { text } = await until('a mail to the owner', () => mails(erfa.folder).find(letter));
  const token = /confirm-identity#([\w-]+)/.exec(text)[1];
  assert.deepEqual(await confirmIdentity(page, token), { linked: true, refusals: [] });
  assert.deepEqual(codes(await confirmIdentity(page, token)), ['BAD_TOKEN token']);
  const again = await travel(page, 'county');
  assert.equal((await signInWithCode(page, again.input)).viewer?.id, viewer.id);
  assert.deepEqual(county.seen.grants.map(({ client, header }) => `${client} ${header}`), Array(2).fill('erfa-public '));

  const other = await open();
  const unsure = await travel(other, 'county', 'county-5');
  assert.deepEqual(codes(await signInWithCode(other, unsure.input)), ['NOT_LINKED code'], 'an address that is not verified counts for nothing');
});

test('who says no at the provider comes back with that', async () => {
  const page = await open();
  await leave(page, 'town');
  await away(page, () => page.click('a[href$="/abort"]'));
  assert.deepEqual(await comeBack(page), { error: 'ACCESS_DENIED' });
});

test('a way back that did not begin in this browser leads nowhere', async () => {
  const page = await open();
  await leave(page, 'town');
  await enter(page, 'town-17');
  const callbacks = [];
  // The browser stops before it comes back, so that the code is still good.
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    if (!request.url().includes('/callback?')) return request.continue();
    callbacks.push(request.url());
    return request.abort();
  });
  await page.click('button[type=submit]').catch(() => {});
  const address = await until('the way back', () => callbacks[0]);
  const cookies = await page.browserContext().cookies();
  const { name, value, httpOnly, sameSite, path } = cookies.find((cookie) => cookie.name === 'erfa_oidc');
  assert.deepEqual([httpOnly, sameSite, path], [true, 'Lax', '/auth/oidc']);
  const call = async (address, cookie) => {
    const answer = await fetch(address, { redirect: 'manual', headers: cookie ? { cookie } : {} });
    return [answer.status, answer.headers.get('location')?.replace(/code=[\w-]{43}$/, 'code=…') ?? (await answer.json()).errors[0].extensions.code];
  };
  const cookie = `${name}=${value}`;
  const changed = (name, value) => {
    const other = new URL(address);
    other.searchParams.set(name, value);
    return other.href;
  };
  assert.deepEqual(await call(address), [400, 'BAD_INPUT'], 'no cookie');
  assert.deepEqual(await call(changed('state', 'of somebody else'), cookie), [400, 'BAD_INPUT'], 'another state');
  assert.deepEqual(await call(address.replace('/town/', '/county/'), cookie), [400, 'BAD_INPUT'], 'another provider');
  assert.deepEqual(await call(changed('iss', county.issuer), cookie), [303, `${returnTo}#error=SIGN_IN_FAILED`], 'the answer of another provider');
  assert.deepEqual(await call(address, cookie), [303, `${returnTo}#code=…`], 'the right one');
  assert.deepEqual(await call(address, cookie), [303, `${returnTo}#error=SIGN_IN_FAILED`], 'the provider takes its code once');
  assert.match(town.seen.grants.at(-1).error, /invalid/);
});

test('nobody is led to an address that is not set', async () => {
  const page = await open();
  const start = async (name, page) => {
    const answer = await fetch(`${erfa.url}/auth/oidc/${name}/start?${new URLSearchParams({ return_to: page, code_challenge: 'A'.repeat(43) })}`, { redirect: 'manual' });
    return [answer.status, answer.headers.get('location')];
  };
  assert.deepEqual(await start('town', 'https://evil.example/signed-in'), [400, null]);
  assert.deepEqual(await start('town', `${returnTo}/`), [400, null]);
  assert.deepEqual(await start('nobody', returnTo), [404, null]);

  const answers = [];
  page.on('response', (response) => answers.push([response.status(), new URL(response.url()).origin]));
  await leave(page, 'moved');
  assert.deepEqual(answers.at(-1), [400, town.issuer], 'the provider stops at an address that it does not know');
  assert.match(await page.content(), /redirect_uri/);
});

test('an access token of the provider is one of the linked account, and reads only', async () => {
  const page = await open();
  const { session, viewer } = await byPassword(page, 'member');
  const { input } = await travel(page, 'town', 'town-17');
  const linked = await linkIdentity(page, { ...input, currentPassword: PASSWORD }, session.accessToken);
  assert.deepEqual(codes(linked), ['IDENTITY_TAKEN code']);

  const verifier = 'v'.repeat(43);
  const code_challenge = await page.evaluate(async (verifier) => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
    return btoa(String.fromCharCode(...new Uint8Array(digest))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
  }, verifier);
  const asked = { client_id: 'app', response_type: 'code', scope: 'openid', redirect_uri: returnTo, resource: API, code_challenge, code_challenge_method: 'S256' };
  await page.goto(`${town.issuer}/auth?${new URLSearchParams(asked)}`);
  await press(page);
  const code = new URL(page.url()).searchParams.get('code');
  const body = new URLSearchParams({ grant_type: 'authorization_code', client_id: 'app', code, code_verifier: verifier, redirect_uri: returnTo, resource: API });
  const { access_token } = await (await fetch(`${town.issuer}/token`, { method: 'POST', body })).json();
  const { person } = await ask(page, '{ viewer { person { id } } }', undefined, access_token);
  assert.equal(person.id, viewer.id);
  const question = { title: 'Hvem har en snøfreser?', body: 'Vi trenger en i mars.', locale: 'nb' };
  const refused = await fetch(`${erfa.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${access_token}` },
    body: JSON.stringify({ query: 'mutation ($input: AskQuestionInput!) { askQuestion(input: $input) { question { id } } }', variables: { input: question } }),
  });
  assert.deepEqual((await refused.json()).errors.map(({ extensions }) => extensions.code), ['FORBIDDEN']);
});
