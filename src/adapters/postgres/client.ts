import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from './generated/client.ts';

/** A client or a transaction: what every store works on. */
export type Db = PrismaClient | Prisma.TransactionClient;

/** Where SQL is asked that only reads: a client, a transaction, or a pool (`readerOver`). */
export type Reader = {
  $queryRaw<Rows>(query: TemplateStringsArray, ...values: unknown[]): Promise<Rows>;
};

/**
 * Stands before a statement that finds a few rows by their ids, whatever is asked for: planning it takes longer than
 * running it, so that a connection plans it once. Its text must be one of a few.
 */
export const plannedOnce = Prisma.raw('/* planned once */');

/**
 * Asks a pool as a client of Prisma does, for a small part of the processor's time. `lent`: each statement may have
 * another session, which does not know those that were planned.
 */
export function readerOver(pool: pg.Pool, { lent = false } = {}): Reader {
  return {
    async $queryRaw<Rows>(query: TemplateStringsArray, ...parts: unknown[]) {
      const { text, values } = Prisma.sql(query, ...parts);
      const name = lent || !text.includes(plannedOnce.sql) ? undefined : nameOf(text);
      return (await pool.query({ text, values, ...(name === undefined ? {} : { name }) })).rows as Rows;
    },
  };
}

function nameOf(sql: string): string {
  return createHash('sha256').update(sql).digest('base64url').slice(0, 22);
}

export type Database = {
  /** The address that gives whoever connects a session of their own. */
  direct: string;
  prisma: PrismaClient;
  /** Each statement and each transaction may have another session; `isPooled`: even of another connection. */
  pool: pg.Pool;
  isPooled: boolean;
  /** For what is written of each message: its statements are planned once a connection, not at each call. */
  ledger: pg.Pool;
  /** For searches: each statement may keep the server busy for `longestSearchMs`. */
  searches: pg.Pool;
  /** For what holds locks from one transaction to the next. */
  sessions: pg.Pool;
  /** Rejects when the server cannot be reached. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Plans are kept for good, and go by indexes whatever the tables' sizes are at that time: planning a statement that
 * finds a few rows by their ids takes several times as long as running it.
 */
const planOnce = `SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off;
  SET enable_mergejoin = off; SET jit = off`;

/**
 * The statements that write requests to subscribe (subscribers/write-requests.ts, and pg-boss's of a job): their text
 * is always the same, and planning them takes longer than running them. A statement with a name is planned once a
 * connection, one without a name at each call.
 */
function nameOfPlanned({ sql }: { sql: string }): string {
  return /^\s*WITH (?:asked|ins) AS/.test(sql) ? nameOf(sql) : '';
}

/**
 * For so long a session may be silent in the middle of a transaction, or while it holds a lock: a process that was
 * frozen there, or whose machine is gone, holds up all others until its session ends.
 */
const mostSilenceMs = 120_000;

/** The longest that a statement of a search may keep the server busy, in milliseconds; then it is ended. */
const longestSearchMs = 1_500;
/** How many searches of one process are at work at once: a connection for each. */
export const searchesAtOnce = 3;

/**
 * Not by reading all papers one after the other, which PostgreSQL may take for quick: it does not know what it costs to
 * unpack a text vector for a comparison. With room for which papers an index has told, of a million too: where it does
 * not suffice, PostgreSQL remembers pages only, and compares every paper that stands on them.
 */
const searching = `SET statement_timeout = ${longestSearchMs}; SET enable_seqscan = off; SET work_mem = '16MB'`;

/** Beginning, finishing and renewing attempts side by side, and one to spare. */
const ledgerConnections = 4;

/** As many locks as a process may hold or wait for at once. */
const lockConnections = 10;

/**
 * Prisma through a pooler (PgBouncer in transaction mode and the like), where each transaction may have another
 * session: what is to hold for one is said in it, and no statement has a name, which only the session knows that was
 * told it.
 */
class PooledPrisma extends PrismaPg {
  readonly #first: string;

  constructor(pool: pg.Pool, first: string) {
    super(pool);
    this.#first = first;
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    const start = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (isolationLevel) => {
      const transaction = await start(isolationLevel);
      try {
        await transaction.executeRaw({ sql: this.#first, args: [], argTypes: [] });
      } catch (error) {
        // The connection is broken: it is not used again.
        await transaction.rollback();
        throw error;
      }
      return transaction;
    };
    return adapter;
  }
}

/**
 * Opens a pool of at most `connections` connections with a Prisma client over it, and those of what needs sessions of
 * its own: these go to `direct` when `url` leads to a pooler that lends a session for one transaction.
 */
export function openDatabase(
  url: string,
  options: {
    direct?: string;
    connections?: number;
    mostSilenceMs?: number;
    onError?: (error: Error) => void;
  } = {},
): Database {
  const { direct = url } = options;
  const isPooled = direct !== url;
  const silence = `idle_in_transaction_session_timeout = ${options.mostSilenceMs ?? mostSilenceMs}`;
  const open = (more: pg.PoolConfig) => {
    const pool = new pg.Pool({ connectionString: direct, application_name: 'offprint', ...more });
    // An idle connection that the server drops must not end the process; the next query opens another.
    pool.on('error', (error) => options.onError?.(error));
    // Nor one that is in use, between two queries: the next query rejects.
    pool.on('connect', (client) => void client.on('error', () => undefined));
    return pool;
  };
  const first = (statements: string) => (client: pg.Client, done: (error?: Error) => void) =>
    client.query(statements, (error) => done(error ?? undefined));
  const most = { max: options.connections ?? 10 };
  const pool = open(
    isPooled ? { ...most, connectionString: url } : { ...most, verify: first(`SET ${silence}`) },
  );
  const ledger = open({ max: ledgerConnections, verify: first(`SET ${silence}; ${planOnce}`) });
  const searches = open({
    max: searchesAtOnce,
    verify: first(`SET ${silence}; ${searching}`),
    // A server that cannot even end a statement, or give a connection, is no place to search in.
    query_timeout: 10 * longestSearchMs,
    connectionTimeoutMillis: 2_000,
  });
  const sessions = isPooled ? open({ max: lockConnections }) : pool;
  const adapter = isPooled
    ? new PooledPrisma(pool, `SET LOCAL ${silence}`)
    : new PrismaPg(pool, { statementNameGenerator: nameOfPlanned });
  const prisma = new PrismaClient({ adapter });
  return {
    direct,
    prisma,
    pool,
    isPooled,
    ledger,
    searches,
    sessions,
    ping: async () => {
      await pool.query('SELECT 1');
    },
    close: async () => {
      await prisma.$disconnect();
      for (const each of [pool, ledger, searches, sessions]) if (!each.ended) await each.end();
    },
  };
}

/** The advisory locks of this service; any distinct constants would do. */
const lockNumbers = {
  ingest: 0x0ff9_0002,
  catalogue: 0x0ff9_0003,
  firstAdmin: 0x0ff9_0004,
  sweep: 0x0ff9_0005,
  trends: 0x0ff9_0006,
  keys: 0x0ff9_0007,
  embeddings: 0x0ff9_0008,
  thumbnails: 0x0ff9_0009,
  tidy: 0x0ff9_000a,
} as const;

/** A server that has not freed a lock by then, in milliseconds, is not waited for. */
const unlockWithinMs = 5_000;

/**
 * Runs `work` while no other process holds the lock of that name, waiting for it if need be. The session says that it
 * is alive while it works; one that is silent for too long loses the lock (`mostSilenceMs`).
 */
export async function withLock<T>(
  pool: pg.Pool,
  name: keyof typeof lockNumbers,
  work: () => Promise<T>,
  silenceMs = mostSilenceMs,
): Promise<T> {
  const client = await pool.connect();
  let alive: NodeJS.Timeout | undefined;
  try {
    await client.query(
      `SET idle_session_timeout = ${silenceMs}; SELECT pg_advisory_lock(${lockNumbers[name]})`,
    );
    alive = setInterval(() => void client.query('SELECT 1').catch(() => undefined), silenceMs / 4);
    return await work();
  } finally {
    clearInterval(alive);
    const isFree = await client
      .query({
        text: `SELECT pg_advisory_unlock(${lockNumbers[name]}); RESET idle_session_timeout`,
        query_timeout: unlockWithinMs,
      } as pg.QueryConfig)
      .then(
        () => true,
        () => false,
      );
    // Closing the session frees the lock, too, even when the connection is broken.
    client.release(!isFree);
  }
}
