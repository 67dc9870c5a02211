// The same by curl, as docs/clients.md has it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { PASSWORD, server } from './lib/erfa.js';

test('curl reads, signs in, uploads, names a query by its hash and takes events', () => {
  const folder = mkdtempSync(join(tmpdir(), 'erfa-curl-'));
  const env = { PATH: process.env.PATH, URL: server, EMAIL: 'coordinator@demo.example', PASSWORD };
  const script = fileURLToPath(new URL('setups/curl.sh', import.meta.url));
  const printed = execFileSync('sh', [script], { cwd: folder, env, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  const [networks, viewer, upload, stored, named, ...events] = printed.trim().split('\n');
  assert.equal(JSON.parse(networks).data.networks.nodes.length, 3);
  assert.match(JSON.parse(viewer).data.viewer.person.name, /coordinator/);
  assert.ok(JSON.parse(upload).uploadId.startsWith('Upload_'), upload);
  assert.ok(JSON.parse(stored).data.countries.nodes.length);
  assert.deepEqual(JSON.parse(named), JSON.parse(stored));
  assert.deepEqual(events.filter((line) => line.startsWith('event:')), ['event: next', 'event: complete']);
});
