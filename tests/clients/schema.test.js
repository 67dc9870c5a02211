// The schema as a whole: common rules for schemas, and what may change from one release to the next.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { ESLint } from 'eslint';
import { buildSchema } from 'graphql';
import { changes, unspecifiedScalars, vagueDeprecations } from './lib/policy.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (name) => readFileSync(`${root}${name}`, 'utf8');
const sdl = read('schema.graphql');

test('graphql-eslint finds nothing', async () => {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: fileURLToPath(new URL('lib/eslint.config.js', import.meta.url)),
    overrideConfig: { languageOptions: { parserOptions: { graphQLConfig: { schema: `${root}schema.graphql` } } } },
  });
  const [{ messages }] = await eslint.lintFiles(['schema.graphql']);
  assert.deepEqual(messages.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`), []);
});

test('every scalar says where it is specified', () => {
  assert.deepEqual(unspecifiedScalars(buildSchema(sdl)), []);
  assert.deepEqual(unspecifiedScalars(buildSchema('scalar Odd type Query { a: Odd }')), ['Odd']);
});

test('what is deprecated names its successor and the day it goes', () => {
  assert.deepEqual(vagueDeprecations(sdl), []);
  const odd = (reason) => vagueDeprecations(`type Query { a: Int @deprecated${reason} }`);
  assert.deepEqual(odd(''), ['no reason']);
  assert.deepEqual(odd('(reason: "Old.")'), ['Old.']);
  assert.deepEqual(odd('(reason: "Use `Query.b`. Removed after 2027-06-30.")'), []);
});

test('nothing that was published breaks unless CHANGELOG.md says so under "Breaking"', (context) => {
  const found = changes(buildSchema(read('schema.published.graphql')), buildSchema(sdl), read('CHANGELOG.md'));
  for (const change of found.dangerous) context.diagnostic(`may surprise clients: ${change}`);
  assert.deepEqual(found.unannounced, []);
});

test('the check of changes sees them', () => {
  const before = buildSchema('type Query { a: Int b(x: Int): Int } enum E { ONE }');
  const after = buildSchema('type Query { b(x: Int!): Int } enum E { ONE TWO }');
  const silent = changes(before, after, '## Breaking\n\n- nothing\n');
  assert.deepEqual(silent.unannounced, ['Query.a was removed.', 'Query.b arg x has changed type from Int to Int!.']);
  assert.deepEqual(silent.dangerous, ['TWO was added to enum type E.']);
  const told = changes(before, after, '# 2.0\n\n### Breaking\n\n- `Query.a` is gone: use `Query.b`.\n- `Query.b(x:)` must be given.\n\n### Added\n');
  assert.deepEqual(told.unannounced, []);
  const elsewhere = changes(before, after, '### Breaking\n\n### Added\n\n- `Query.a`, `Query.b`\n');
  assert.equal(elsewhere.unannounced.length, 2);
});
