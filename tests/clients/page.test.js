// docs/clients.md says what the suites do.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { page, render, shown } from './lib/clients-page.js';

test('the page shows the files that are run', () => {
  const text = readFileSync(page, 'utf8');
  assert.ok(shown(text).length >= 8);
  assert.equal(text, render(text), 'run `node lib/clients-page.js` in tests/clients');
});
