// GraphQL over HTTP, as the audits of graphql-http understand it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { endpoint } from './lib/erfa.js';

// Audits that fail, each for a reason. One that passes must leave the list.
const DIFFERENT = new Map([
  ['86EE', 'SHOULD answer 400 to variables that do not fit; the newer draft, and Erfa, say 422'],
]);

for (const { id, name, fn } of serverAudits({ url: endpoint })) {
  if (name.startsWith('MAY')) continue;
  test(`${id} ${name}`, async () => {
    const { status, reason } = await fn();
    if (DIFFERENT.has(id)) assert.notEqual(status, 'ok', `${id} passes now: take it from the list`);
    else assert.equal(status, 'ok', reason);
  });
}

test('every audit on the list exists', () => {
  const ids = new Set(serverAudits({ url: endpoint }).map(({ id }) => id));
  assert.ok(ids.size > 50, `${ids.size} audits`);
  for (const id of DIFFERENT.keys()) assert.ok(ids.has(id), id);
});
