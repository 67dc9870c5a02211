// A server of the binary under test, over a database of its own that holds the sample and the demo.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const STARTED_WITHIN_MS = 180_000;
const STOPPED_WITHIN_MS = 15_000;

/** Starts `binary`; `database` is an address, or nothing for SQLite in a folder that goes with the server; `file` what its erfa.toml holds. */
export async function startServer(binary, { database, port = 0, flags = ['--dev'], settings = {}, file = '' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'erfa-clients-'));
  writeFileSync(join(folder, 'erfa.toml'), file);
  const env = {
    PATH: process.env.PATH,
    ERFA__DATA_FOLDER: folder,
    ...settings,
    ...(database ? { DATABASE_URL: database } : {}),
  };
  const child = spawn(binary, ['serve', '--listen', `127.0.0.1:${port}`, ...flags], { cwd: folder, env });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await announced(child, ended);

  async function stop() {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
    await ended;
    clearTimeout(late);
    rmSync(folder, { recursive: true, force: true });
  }

  return { url, folder, stop };
}

function announced(child, ended) {
  return new Promise((resolve, reject) => {
    let log = '';
    const give = (why) => reject(new Error(`${why}\n${log}`));
    const late = setTimeout(() => give('the server did not start in time'), STARTED_WITHIN_MS);
    const read = (text) => {
      log += text;
      const found = /GraphQL at (http:\/\/\S+?)\/graphql/.exec(log);
      if (!found) return;
      clearTimeout(late);
      resolve(found[1]);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    ended.then((code) => give(`the server ended with ${code}`));
  });
}
