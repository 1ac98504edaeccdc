import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DomainError } from '../../../domain/errors.ts';
import { announceUse, hasCode, isInUse, withdrawUse, withHomeLock } from './claims.ts';
import { type EmbeddedOptions, prepareCluster } from './data.ts';
import {
  type Cluster,
  connect,
  findRunning,
  ownServer,
  startServer,
  stopServer,
  superuser,
} from './server.ts';

export type EmbeddedDatabase = {
  url: string;
  /** False when a running server was found. */
  started: boolean;
  /** Stops the server unless another live process uses it. A second call does nothing more. */
  release(): Promise<void>;
};

const favouritePort = 54_329;
const portAttempts = 5;

/**
 * The PostgreSQL server of `home`, created, started or found running, for as long as this process needs it.
 *
 * Any number of processes may ask at once: one starts it, the others find it. It survives this process, whether
 * killed or interrupted, and is then found again; only a `release` that leaves no user behind stops it.
 * Needs no rights and no locale of the machine's. As root it runs under the account `postgres`.
 *
 * Rejects with a DomainError `unavailable` that says what to do: no programs for this machine, a data directory of
 * another major version (left untouched), a broken one, a given `port` that is taken, a home that cannot be written.
 */
export async function acquireEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { home, database = 'offprint' } = options;
  try {
    await mkdir(home, { recursive: true });
    return await withHomeLock(home, async () => {
      const { cluster, password } = await prepareCluster(options);
      const running = await findRunning(cluster, password);
      const port = running ?? (await startOnPort(cluster, options));
      await ensureDatabase(port, password, database).catch(async (error: unknown) => {
        if (running === null) await stopServer(cluster);
        throw error;
      });
      const mark = await announceUse(home);
      const release = async () => {
        // Somebody deleted all of it: the server notices by itself and ends.
        if (!existsSync(home)) return;
        await withHomeLock(home, async () => {
          await withdrawUse(home, mark);
          if (!(await isInUse(home))) await stopServer(cluster);
        });
      };
      let released: Promise<void> | undefined;
      return {
        url: `postgresql://${superuser}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
        started: running === null,
        release: () => {
          released ??= release();
          return released;
        },
      };
    });
  } catch (error) {
    if (!(error instanceof Error) || !hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOSPC')) throw error;
    throw new DomainError(
      'unavailable',
      `The embedded PostgreSQL cannot be kept in ${home}: ${error.message}. Run as the owner of that directory, or ${ownServer}.`,
      { cause: error },
    );
  }
}

async function startOnPort(cluster: Cluster, options: EmbeddedOptions): Promise<number> {
  const file = join(options.home, 'postgres-port');
  const remembered = Number((await readFile(file, 'utf8').catch(() => '')).trim());
  const candidates =
    options.port === undefined ? [remembered || favouritePort, favouritePort] : [options.port];
  for (let attempt = 0; attempt < portAttempts; attempt++) {
    const port = await firstFree(candidates.splice(0), options.port === undefined);
    // Even so it may be taken by now: another program can be faster.
    if (port === null || !(await startServer(cluster, port, options.settings ?? {}))) continue;
    await writeFile(file, `${port}\n`);
    options.log?.(`Started PostgreSQL on 127.0.0.1:${port}`);
    return port;
  }
  throw new DomainError(
    'unavailable',
    `The embedded PostgreSQL cannot listen on 127.0.0.1:${options.port ?? 'any port'}: another program does. ` +
      `Stop that program, choose another port or none, or ${ownServer}.`,
  );
}

/** The first of `candidates` that is free; else any free port, if any will do; else null. */
async function firstFree(candidates: readonly number[], anyWillDo: boolean): Promise<number | null> {
  for (const port of [...candidates, ...(anyWillDo ? [0] : [])]) {
    if (!Number.isInteger(port) || port < 0 || port > 65_535) continue;
    const bound = await new Promise<number | null>((resolve) => {
      const probe = createServer().unref();
      probe.once('error', () => resolve(null));
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
      });
    });
    if (bound !== null) return bound;
  }
  return null;
}

async function ensureDatabase(port: number, password: string, database: string): Promise<void> {
  await connect(port, password, async (client) => {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  });
}
