import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../until.ts';
import { freePort } from './postgres-server.ts';

const program = '/usr/sbin/pgbouncer';

/**
 * Whether there is a PgBouncer (Debian's package); said on standard error when there is none. With
 * OFFPRINT_REQUIRE_PGBOUNCER=1 that is an error instead.
 */
export const hasPgBouncer = found();

function found(): boolean {
  if (existsSync(program)) return true;
  const words = 'There is no PgBouncer on this machine (Debian: apt-get install pgbouncer)';
  if (process.env['OFFPRINT_REQUIRE_PGBOUNCER'] === '1')
    throw new Error(`${words}, and the tests that use it are required.`);
  process.stderr.write(`${words}: the tests that use it are skipped.\n`);
  return false;
}

export type PgBouncer = {
  /** The address of the database that it was started for, or of another one of that server, through it. */
  urlOf(direct: string): string;
  /** As `kill -9`: its connections to both sides are gone. */
  kill(): Promise<void>;
  start(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** A PgBouncer of its own before the server of `direct`, as docs/operations.md sets one up, and with few sessions. */
export async function startPgBouncer(
  direct: string,
  poolMode: 'transaction' | 'session' = 'transaction',
): Promise<PgBouncer> {
  const { hostname, port: serverPort, username, password } = new URL(direct);
  const port = await freePort();
  const home = await mkdtemp(join(tmpdir(), 'offprint-pgbouncer-'));
  // Started by root, it gives that up.
  await chmod(home, 0o755);
  await writeFile(join(home, 'userlist.txt'), `"${username}" "${decodeURIComponent(password)}"\n`);
  await writeFile(
    join(home, 'pgbouncer.ini'),
    `[databases]
* = host=${hostname} port=${serverPort}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(home, 'userlist.txt')}
pool_mode = ${poolMode}
max_client_conn = 500
default_pool_size = ${poolMode === 'transaction' ? 6 : 50}
`,
  );
  let child: ChildProcess | null = null;
  const endAtExit = () => {
    child?.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', endAtExit);
  const answers = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
  const pooler: PgBouncer = {
    urlOf(other) {
      const url = new URL(other);
      url.hostname = '127.0.0.1';
      url.port = String(port);
      return url.href;
    },
    async kill() {
      const killed = child;
      if (killed === null) return;
      const ended = new Promise<void>((resolve) => void killed.once('exit', () => resolve()));
      killed.kill('SIGKILL');
      await ended;
      child = null;
    },
    async start() {
      const user = process.getuid?.() === 0 ? ['--user=nobody'] : [];
      const started = spawn(program, ['--quiet', ...user, join(home, 'pgbouncer.ini')], { stdio: 'ignore' });
      child = started;
      await until(async () => {
        if (started.exitCode !== null) throw new Error(`PgBouncer ended with ${started.exitCode}`);
        return await answers();
      });
    },
    async [Symbol.asyncDispose]() {
      await pooler.kill();
      process.removeListener('exit', endAtExit);
      await rm(home, { recursive: true, force: true });
    },
  };
  await pooler.start();
  return pooler;
}
