import pg from 'pg';
import { DomainError } from '../../../domain/errors.ts';
import { unreachable } from './unreachable.ts';

/** Looks for one session that serves two connections: a pooler lends the one that was given back last. */
const looks = 5;
/** A pooler that has no session left keeps whoever asks waiting. */
const patienceMs = 2_000;

/**
 * Rejects with `unavailable` when `client`, connected to `url`, has no session of its own: when a pooler lends it one
 * for each transaction. A lock would be left there with whoever is lent that session next, and notifications would not
 * be heard.
 */
export async function refuseLentSession(client: pg.Client, url: string): Promise<void> {
  // A server tells its process to who connects; a pooler makes a number up.
  if ((await sessionOf(client)) === processTold(client)) return;
  const other = await connected(url, { query_timeout: patienceMs });
  try {
    for (let look = 0; look < looks; look++) {
      if ((await sessionOf(client)) !== (await sessionOf(other).catch(() => null))) continue;
      throw new DomainError(
        'unavailable',
        'The database is reached through a pooler that lends a session for one transaction (as PgBouncer with pool_mode = transaction does). Keep its address in DATABASE_URL, and set DATABASE_DIRECT_URL to that of PostgreSQL itself.',
      );
    }
  } finally {
    await other.end();
  }
}

/** Rejects with `unavailable` when the pooler at `url` cannot be reached, or leads elsewhere than `direct`. */
export async function checkPooler(url: string, direct: string): Promise<void> {
  const [lent, own] = await Promise.all([databaseAt(url), databaseAt(direct)]);
  if (lent === own) return;
  throw new DomainError(
    'unavailable',
    'DATABASE_URL and DATABASE_DIRECT_URL lead to two databases: let the pooler in DATABASE_URL use the one that DATABASE_DIRECT_URL names.',
  );
}

async function connected(url: string, more: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'offprint-migrate', ...more });
  await client.connect().catch((cause: unknown) => {
    throw unreachable(cause);
  });
  return client;
}

async function sessionOf(client: pg.Client): Promise<number | null> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? null;
}

/** What the driver keeps to cancel a statement by. */
function processTold(client: pg.Client): number | null {
  return (client as pg.Client & { processID: number | null }).processID;
}

/** A database of a server, as nothing else is called for as long as that server runs. */
async function databaseAt(url: string): Promise<string> {
  const client = await connected(url);
  try {
    const { rows } = await client.query<{ database: string }>(
      `SELECT concat_ws(' ', oid, pg_postmaster_start_time()) AS database FROM pg_database WHERE datname = current_database()`,
    );
    return rows[0]?.database ?? '';
  } finally {
    await client.end();
  }
}
