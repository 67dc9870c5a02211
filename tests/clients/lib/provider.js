// An OpenID provider: oidc-provider with its own pages for signing in and consenting, which take any name and password.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Provider } from 'oidc-provider';
import { freePort } from './ports.js';

const KEYS = { RS256: ['rsa', { modulusLength: 2048 }], ES256: ['ec', { namedCurve: 'P-256' }], EdDSA: ['ed25519', {}] };

function key(alg) {
  const [kind, options] = KEYS[alg];
  const jwk = generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' });
  return { ...jwk, alg, use: 'sig', kid: randomUUID() };
}

/** A provider at a port that is free; `open` begins to answer, once it is known what its clients' addresses are. */
export async function provider({ alg, accounts, more = {} }) {
  const port = await freePort();
  // Another site than 127.0.0.1, so that the browser treats its cookies as those of another site.
  const issuer = `http://localhost:${port}`;
  const seen = { authorizations: [], grants: [] };
  let server;

  async function open(clients) {
    const one = new Provider(issuer, {
      jwks: { keys: [key(alg)] },
      clients: clients.map((client) => ({ id_token_signed_response_alg: alg, ...client })),
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId, ...accounts[accountId] }) }),
      cookies: { keys: [randomUUID()] },
      pkce: { required: () => true },
      ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
      ...more,
    });
    one.on('authorization.success', (ctx) => seen.authorizations.push({ ...ctx.oidc.params }));
    one.on('grant.success', (ctx) => seen.grants.push({ client: ctx.oidc.client.clientId, header: ctx.get('authorization').split(' ')[0], ...ctx.oidc.params }));
    one.on('grant.error', (ctx, error) => seen.grants.push({ error: error.message }));
    one.on('server_error', (_, error) => console.error(error));
    server = one.listen(port, '127.0.0.1');
    await once(server, 'listening');
  }

  async function stop() {
    server?.closeAllConnections();
    server?.close();
  }

  return { issuer, seen, open, stop };
}
