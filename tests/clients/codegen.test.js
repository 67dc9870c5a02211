// graphql-codegen: a page in TypeScript whose types come from the schema, compiled strictly and run.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { endpoint, inDays, seminarInput, tokenOf } from './lib/erfa.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
let folder;

const run = (program, ...words) =>
  execFileSync(process.execPath, [here(`node_modules/${program}`), ...words], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const compile = () => run('typescript/bin/tsc', '--project', 'tsconfig.json');

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'erfa-codegen-'));
  cpSync(here('codegen'), folder, { recursive: true });
  cpSync(here('setups/codegen.ts'), join(folder, 'codegen.ts'));
  cpSync(here('../../schema.graphql'), join(folder, 'schema.graphql'));
  symlinkSync(here('node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  run('@graphql-codegen/cli/cjs/bin.js', '--config', 'codegen.ts');
  compile();
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('a coordinator plans a seminar and moves it', async () => {
  const { coordinator } = await import(pathToFileURL(join(folder, 'built/seminars.js')));
  const planAndMove = coordinator(endpoint, await tokenOf('coordinator'));
  const input = await seminarInput();
  const moved = await planAndMove(input, `${inDays(50)}T10:00`, `${inDays(50)}T12:00`);
  assert.equal(moved.startsAt.slice(0, 10), inDays(50));
  assert.equal(moved.originalStart.at.slice(0, 10), inDays(30));
  await assert.rejects(planAndMove({ ...input, title: [] }, '', ''), ({ refusals }) => refusals[0].code === 'MISSING');
});

test('a field that does not exist does not compile', () => {
  const page = join(folder, 'app/seminars.ts');
  const text = readFileSync(page, 'utf8');
  writeFileSync(page, text.replace('return moved.seminar;', 'return moved.seminar.nothingOfTheKind;'));
  assert.throws(compile, ({ stdout }) => /Property 'nothingOfTheKind' does not exist/.test(stdout));
});
