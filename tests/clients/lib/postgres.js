// A PostgreSQL cluster that lives as long as its input is open.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { freePort } from './ports.js';

const SCRIPT = `
  set -e
  umask 077
  folder=$(mktemp -d)
  printf erfa > "$folder/password"
  "$PROGRAMS/initdb" -D "$folder/data" -U erfa -A scram-sha-256 --pwfile="$folder/password" \\
    -E UTF8 --locale-provider=icu --icu-locale=en-US --locale=C --no-sync > /dev/null
  "$PROGRAMS/pg_ctl" -D "$folder/data" -w -t 60 -l "$folder/log" -o "-p $PORT -c listen_addresses=127.0.0.1 \\
    -c unix_socket_directories=$folder -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start > /dev/null
  echo ready
  cat > /dev/null
  "$PROGRAMS/pg_ctl" -D "$folder/data" -m immediate stop > /dev/null || true
  rm -rf "$folder"
`;

function programs() {
  if (process.env.POSTGRES_BIN) return process.env.POSTGRES_BIN;
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : [];
  const found = versions.filter((folder) => existsSync(join(folder, 'initdb'))).sort();
  if (!found.length) throw new Error('PostgreSQL’s server programs are needed: install the package postgresql, or set POSTGRES_BIN');
  return found.at(-1);
}

/** Makes another database in the cluster of this one; answers its address. */
export function besides(url, name) {
  execFileSync(join(programs(), 'createdb'), [`--maintenance-db=${url}`, name]);
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

export async function startPostgres() {
  const port = await freePort();
  // initdb refuses to run as root.
  const [command, ...words] = process.getuid() === 0 ? ['runuser', '-u', 'postgres', '--', 'sh', '-c', SCRIPT] : ['sh', '-c', SCRIPT];
  const child = spawn(command, words, {
    cwd: '/',
    env: { PATH: process.env.PATH, PROGRAMS: programs(), PORT: String(port) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [first] = await Promise.race([once(child.stdout, 'data'), ended]);
  if (String(first).trim() !== 'ready') throw new Error(`PostgreSQL did not start: ${first}`);
  return {
    url: `postgres://erfa:erfa@127.0.0.1:${port}/postgres`,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
