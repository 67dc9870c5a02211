// Starts the server on either database, and the suites against it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { startPostgres } from './postgres.js';
import { startServer } from './server.js';

const [binary, python] = process.argv.slice(2);
const all = readdirSync('.').filter((name) => name.endsWith('.test.js')).sort();
// What works on one database alone would fail here; the rest looks at protocols and pages.
const TASKS = ['apollo.test.js', 'calendars.test.js', 'oidc.test.js', 'python.test.js', 'relay.test.js', 'series.test.js', 'urql.test.js', 'websocket.test.js'].filter((name) => all.includes(name));

async function suites(title, files, options) {
  console.log(`\n== ${title}`);
  const server = await startServer(binary, options);
  try {
    const env = { ...process.env, ERFA_URL: server.url, ERFA_DATA: server.folder, ERFA_DATABASE: options?.database ?? '', ERFA_BINARY: binary, ERFA_PYTHON: python };
    const words = ['--test', '--test-timeout=120000', '--test-reporter=spec', ...files];
    const [code] = await once(spawn(process.execPath, words, { env, stdio: 'inherit' }), 'exit');
    return code;
  } finally {
    await server.stop();
  }
}

const codes = [await suites('SQLite', all)];
const postgres = await startPostgres();
try {
  codes.push(await suites('PostgreSQL', TASKS, { database: postgres.url }));
} finally {
  await postgres.stop();
}
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
