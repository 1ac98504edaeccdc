import { spawn } from 'node:child_process';
import { appendFile, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { prepareCluster } from '../../src/adapters/postgres/embedded/data.ts';
import { freePort } from '../service.ts';

const patienceMs = 60_000;

/**
 * The embedded PostgreSQL's programs and data under a clock of their own, which the embedded server cannot have: it is
 * started with a bare environment. Stopped with `stack`. Returns the address of an empty database.
 */
export async function startMovedPostgres(
  stack: AsyncDisposableStack,
  home: string,
  env: Record<string, string>,
): Promise<string> {
  await mkdir(home, { recursive: true });
  const { cluster, password } = await prepareCluster({ home });
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    // A day takes about a minute here: as often a day as the usual minute would be, it could not be.
    autovacuum_naptime: '5s',
  };
  await appendFile(cluster.log, '');
  const log = await open(cluster.log, 'a');
  const server = spawn(
    join(dirname(cluster.pgCtl), 'postgres'),
    ['-D', cluster.data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...cluster.account,
      cwd: '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C', ...env },
      stdio: ['ignore', log.fd, log.fd],
    },
  );
  await log.close();
  const ended = new Promise<void>((resolve) => void server.once('exit', () => resolve()));
  stack.defer(async () => {
    // Ends the connections that are left, and itself in good order.
    server.kill('SIGINT');
    await ended;
  });
  const url = `postgresql://offprint:${password}@127.0.0.1:${port}`;
  for (const end = performance.now() + patienceMs; ; await wait(100)) {
    const client = new pg.Client({ connectionString: `${url}/postgres` });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('CREATE DATABASE soak TEMPLATE template0');
      return `${url}/soak`;
    } catch (error) {
      if (server.exitCode !== null || performance.now() > end) throw error;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
