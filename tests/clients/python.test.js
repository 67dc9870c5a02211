// The Python clients, each suite in a process of its own.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { seminarInput, tokenOf } from './lib/erfa.js';

const run = promisify(execFile);
const suites = readdirSync('python').filter((name) => name.startsWith('test_'));
assert.ok(suites.length);

for (const suite of suites) {
  test(suite, async () => {
    const env = { ...process.env, ERFA_TOKEN: await tokenOf('coordinator'), ERFA_SEMINAR: JSON.stringify(await seminarInput()), PYTHONDONTWRITEBYTECODE: '1' };
    const { stderr } = await run(process.env.ERFA_PYTHON, [`python/${suite}`], { env });
    assert.match(stderr, /^Ran [1-9]\d* tests? .*\n\nOK\n$/m);
  });
}
