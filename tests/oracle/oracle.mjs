// Runs the documents of cases.json with graphql-js over the schema of tests/api/oracle/schema.rs, and writes what it
// answers to expected.json; with --check it only says whether that is what stands there.
import { readFileSync, writeFileSync } from 'node:fs';
import { buildSchema, graphqlSync, version } from 'graphql';

const here = name => new URL(name, import.meta.url);
const schema = buildSchema(readFileSync(here('schema.graphql'), 'utf8'));
const cases = JSON.parse(readFileSync(here('cases.json'), 'utf8'));

const fails = () => { throw new Error('on purpose'); };

const place = id => ({
  __typename: 'Place',
  id,
  name: `place ${id}`,
  area: id + 0.5,
  label: fails,
  must: fails,
  parent: () => (id < 5 ? place(id + 1) : null),
  children: () => [place(10 * id + 1), place(10 * id + 2)],
  step: ({ by }) => id + by,
  mustStep: ({ by }) => id + by,
  owner: () => (id % 2 === 1 ? person(id) : park(id)),
});
const park = id => ({
  __typename: 'Park',
  id,
  name: `park ${id}`,
  trees: 100 * id,
  label: `label ${id}`,
  parent: () => place(id + 1),
});
const person = id => ({
  __typename: 'Person',
  id,
  name: `person ${id}`,
  age: id > 3 ? null : 30 + id,
  home: () => place(id),
});
const item = number => ({
  number,
  may: number === 2 ? fails : number,
  must: number === 2 ? fails : number,
});
const items = () => [1, 2, 3].map(item);
const lists = () => ({
  loose: items,
  strict: items,
  looseOfAll: items,
  strictOfAll: items,
  withNull: [item(1), null, item(3)],
  failingItems: [item(1), new Error('on purpose'), item(3)],
  failingStrictItems: [item(1), new Error('on purpose'), item(3)],
  failingWhole: fails,
  grid: [items(), [item(4)]],
  looseGrid: [items(), null, [item(4), null]],
});

const text = value => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(text).join(',')}]`;
  if (typeof value === 'object') {
    const order = ['by', 'most', 'tags', 'kind', 'nested', 'id', 'code'];
    const given = order.filter(key => key in value);
    return `{${given.map(key => `${key}=${text(value[key])}`).join(' ')}}`;
  }
  return String(value);
};
const said = (args, order) =>
  order.filter(key => key in args).map(key => `${key}=${text(args[key])}`).join(' ');

const rootValue = {
  ok: 'ok',
  nothing: null,
  fails,
  mustFail: fails,
  place: ({ id }) => place(id),
  thing: ({ kind }) => (kind === 'PARK' ? park(2) : place(1)),
  things: () => [place(1), park(2)],
  named: () => [place(1), park(2), person(3)],
  found: () => [place(1), park(2), person(3)],
  living: () => [park(2), person(3)],
  maybe: () => [place(1), new Error('on purpose'), person(3)],
  lists,
  echo: args =>
    said(args, ['int', 'float', 'string', 'boolean', 'id', 'kind', 'ints', 'grid', 'kinds', 'filter']),
  withDefault: args => said(args, ['number', 'kind']),
  pick: args => said(args, ['by']),
};

const answers = {};
for (const [name, source, variableValues, operationName] of cases) {
  if (name in answers) throw new Error(`two cases are called ${name}`);
  const result = graphqlSync({ schema, source, rootValue, variableValues, operationName });
  // Text, because the order of keys counts.
  answers[name] = 'data' in result
    ? { data: JSON.stringify(result.data), paths: (result.errors ?? []).map(error => JSON.stringify(error.path ?? null)).sort() }
    : { refused: true };
}
const written = `${JSON.stringify({ 'graphql-js': version, answers }, null, 2)}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(here('expected.json'), 'utf8') !== written) {
    console.error('expected.json is not what graphql-js answers: run `npm run write` in tests/oracle');
    process.exit(1);
  }
  console.log(`${cases.length} cases are as graphql-js ${version} answers them`);
} else {
  writeFileSync(here('expected.json'), written);
  console.log(`${cases.length} cases written`);
}
