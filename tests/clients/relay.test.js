// A small app compiled by relay-compiler and run by relay-runtime.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import relayRuntime from 'relay-runtime';
import WebSocket from 'ws';
import { endpoint, tokenOf } from './lib/erfa.js';
import { relay } from './setups/relay.js';

const { ConnectionHandler, commitMutation, createOperationDescriptor, fetchQuery, getSingularSelector } = relayRuntime;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

let folder;
let artifact;
let environment;
let sockets;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'erfa-relay-'));
  cpSync(here('relay'), folder, { recursive: true });
  cpSync(here('../../schema.graphql'), join(folder, 'schema.graphql'));
  mkdirSync(join(folder, 'app/__generated__'));
  writeFileSync(join(folder, 'app/__generated__/package.json'), '{"type": "commonjs"}');
  execFileSync(process.execPath, [here('node_modules/relay-compiler/cli.js'), 'relay.config.json'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const require = createRequire(join(folder, 'app/__generated__/'));
  artifact = (name) => require(`./${name}.graphql.js`);
  const token = await tokenOf('orgadmin');
  ({ environment, sockets } = relay({ url: endpoint, token: () => token, webSocketImpl: WebSocket }));
});
after(() => {
  sockets?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const load = (name, variables) => fetchQuery(environment, artifact(name), variables, { fetchPolicy: 'network-only' }).toPromise();

/** What the fragment reads from the store, within an operation that was answered. */
function read(fragment, operation, variables, within = (data) => data) {
  const descriptor = createOperationDescriptor(artifact(operation), variables);
  environment.retain(descriptor);
  const { data } = environment.lookup(descriptor.fragment);
  return environment.lookup(getSingularSelector(artifact(fragment), within(data))).data;
}

const commit = (name, options) =>
  new Promise((resolve, reject) => {
    commitMutation(environment, { mutation: artifact(name), onCompleted: (data, errors) => (errors ? reject(errors) : resolve(data)), onError: reject, ...options });
  });

test('a connection grows page by page', async () => {
  await load('MunicipalitiesQuery', { count: 40 });
  const shown = () => read('Municipalities_list', 'MunicipalitiesQuery', { count: 40 }).municipalities;
  assert.equal(shown().edges.length, 40);
  for (const page of [2, 3]) {
    const { endCursor } = shown().pageInfo;
    await load('MunicipalitiesPageQuery', { count: 40, cursor: endCursor });
    assert.equal(shown().edges.length, 40 * page);
  }
  assert.equal(new Set(shown().edges.map(({ node }) => node.id)).size, 120);
  assert.ok(shown().pageInfo.hasNextPage);
});

test('a question is asked, commented on at once, and fetched anew by its id', async () => {
  const refused = await commit('QuestionAskMutation', { variables: { input: { title: ' ', body: 'Hva koster det?', locale: 'nb' } } });
  assert.equal(refused.askQuestion.question, null);
  assert.equal(refused.askQuestion.refusals[0].code, 'MISSING');

  const asked = await commit('QuestionAskMutation', { variables: { input: { title: 'Vem plogar byvägen?', body: 'Vi söker avtal att lära av.', locale: 'sv' } } });
  const { id } = asked.askQuestion.question;
  await load('QuestionQuery', { id });
  const shown = () => read('Question_card', 'QuestionQuery', { id }, ({ question }) => question);
  assert.deepEqual(shown().comments.edges, []);

  const connections = [ConnectionHandler.getConnectionID(id, 'Question_comments')];
  const body = 'Det gör vi själva.';
  const variables = { input: { subject: { questionId: id }, body }, connections };
  const optimisticResponse = { addComment: { comment: { id: 'client:new', body, question: { id, commentCount: 1 } }, refusals: [] } };
  const answered = commit('QuestionCommentMutation', { variables, optimisticResponse });
  assert.deepEqual(shown().comments.edges.map(({ node }) => node.id), ['client:new']);
  assert.equal(shown().commentCount, 1);

  const { comment } = (await answered).addComment;
  assert.deepEqual(shown().comments.edges.map(({ node }) => node.id), [comment.id]);

  await load('QuestionRefetchQuery', { id });
  assert.deepEqual(shown().comments.edges.map(({ node }) => node), [{ id: comment.id, body, __typename: 'Comment' }]);
  assert.equal(shown().commentCount, 1);
});
