import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { acquireEmbedded } from '../src/adapters/postgres/embedded/embedded.ts';
import { parentOf, processorTime } from './processor-time.ts';

/**
 * What a database server has used up to a moment; only differences mean anything. `wholePages`: those that were written
 * to the WAL whole, at their first change after a checkpoint.
 */
export type Usage = { processorMs: number; walBytes: number; wholePages: number };

/** An embedded PostgreSQL of a benchmark's own, with its settings as they come. */
export type BenchServer = {
  /** A folder that is gone at the end. */
  home: string;
  /** The server's process, whose children are those of the connections. */
  pid: number;
  /** What is put there is undone when it is disposed of, at the latest before the server is stopped. */
  scope(): AsyncDisposableStack;
  urlOf(database: string): string;
  /** Copies a database that nobody is connected to; null: an empty one. Returns the copy's address. */
  create(database: string, from: string | null): Promise<string>;
  drop(database: string): Promise<void>;
  usage(): Promise<Usage>;
  /** Transactions committed in a database, by connections that are closed by now. */
  commits(database: string): Promise<number>;
  /** Connections to a database. */
  connections(database: string): Promise<number>;
  /** Writes all changed pages, so that a measurement does not pay for what came before it. */
  settle(): Promise<void>;
  facts: Record<string, string>;
};

/** Starts it; at the end of `stack` it is stopped and its data deleted. */
export async function startBenchServer(stack: AsyncDisposableStack): Promise<BenchServer> {
  const home = await mkdtemp(join(tmpdir(), 'offprint-bench-'));
  stack.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  // As root the server runs under another account, which has to reach its data here.
  await chmod(home, 0o755);
  const embedded = await acquireEmbedded({ home: join(home, 'database') });
  stack.defer(() => embedded.release());
  const client = new pg.Client({ connectionString: embedded.url });
  client.on('error', () => undefined);
  await client.connect();
  stack.defer(() => client.end());

  const ask = async (sql: string, values: unknown[] = []): Promise<unknown> => {
    const { rows } = await client.query<{ value: unknown }>(sql, values);
    return rows[0]?.value;
  };
  const setting = async (name: string) => String(await ask('SELECT current_setting($1) AS value', [name]));
  const postmaster = parentOf(Number(await ask('SELECT pg_backend_pid() AS value')));
  const urlOf = (database: string) => {
    const url = new URL(embedded.url);
    url.pathname = `/${database}`;
    return url.href;
  };
  return {
    home,
    pid: postmaster,
    scope() {
      const inner = new AsyncDisposableStack();
      stack.defer(() => inner.disposeAsync());
      return inner;
    },
    urlOf,
    async create(database, from) {
      const template = from === null ? 'template0' : from;
      // By its files: large ones would be written to the log of changes as well.
      const strategy = from === null ? '' : 'STRATEGY FILE_COPY';
      await client.query(`CREATE DATABASE ${database} TEMPLATE ${template} ${strategy}`);
      return urlOf(database);
    },
    async drop(database) {
      await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    },
    async usage() {
      const wal = await ask("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS value");
      const wholePages = await ask('SELECT wal_fpi AS value FROM pg_stat_wal');
      return {
        processorMs: processorTime(postmaster),
        walBytes: Number(wal),
        wholePages: Number(wholePages),
      };
    },
    async commits(database) {
      const sql = 'SELECT xact_commit AS value FROM pg_stat_database WHERE datname = $1';
      return Number(await ask(sql, [database]));
    },
    async connections(database) {
      const sql = 'SELECT count(*) AS value FROM pg_stat_activity WHERE datname = $1';
      return Number(await ask(sql, [database]));
    },
    async settle() {
      await client.query('CHECKPOINT');
    },
    facts: {
      PostgreSQL: await setting('server_version'),
      'PostgreSQL settings': `shared_buffers ${await setting('shared_buffers')}, max_wal_size ${await setting('max_wal_size')}, fsync ${await setting('fsync')}, synchronous_commit ${await setting('synchronous_commit')}`,
    },
  };
}

/** One statement or several on a connection of its own. */
export async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}
