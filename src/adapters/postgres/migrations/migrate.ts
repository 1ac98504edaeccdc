import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { DomainError } from '../../../domain/errors.ts';
import { migrationNames } from './migration-files.ts';
import { refuseLentSession } from './pooler.ts';
import { refuseWithoutRights } from './rights.ts';
import { unreachable } from './unreachable.ts';

/**
 * Any constant will do, as long as it differs from the other advisory locks of this service
 * (`adapters/postgres/client.ts`).
 */
const migrationLock = 0x0ff9_0001;

const askAgainMs = 100;

/**
 * Brings the database up to date: once, however many processes start together (an advisory lock makes them
 * take turns). Returns the names of the migrations that this call applied. Rejects with a DomainError `unavailable`
 * when the database cannot be reached, gives no session of one's own or too few rights, or belongs to a newer version.
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'offprint-migrate' });
  await client.connect().catch((cause: unknown) => {
    throw unreachable(cause);
  });
  try {
    await refuseLentSession(client, url);
    await takeMigrationLock(client);
    const names = await migrationNames();
    const done = await appliedMigrations(client);
    const unknown = done.filter((name) => !names.includes(name));
    if (unknown.length > 0) {
      throw new DomainError(
        'unavailable',
        `The database was migrated by a newer version of Offprint (${unknown.join(', ')}). Start that version, or restore a backup from before it.`,
      );
    }
    if (names.every((name) => done.includes(name))) return [];
    await refuseWithoutRights(client);
    await forgetInterrupted(client);
    // The engine is 4 MB of WebAssembly: loaded only when there is something to apply.
    const { applyMigrations } = await import('./schema-engine.ts');
    return await applyMigrations(url);
  } finally {
    await client.end();
  }
}

/**
 * Waits until no other process brings the database up to date, or restores it. By asking again and again: a statement
 * that waits for the lock would itself be waited for by an index that is built concurrently under it, for ever.
 */
export async function takeMigrationLock(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
      migrationLock,
    ]);
    if (rows[0]?.taken === true) return;
    await wait(askAgainMs);
  }
}

/**
 * Lets a migration be applied again that ended half-way, with its process or by an error. Most have left nothing, being
 * one transaction each; one that builds or drops an index concurrently leaves an index that is not valid.
 */
async function forgetInterrupted(client: pg.Client): Promise<void> {
  const table = await client.query<{ name: string | null }>(
    `SELECT to_regclass('_prisma_migrations')::text AS name`,
  );
  if (table.rows[0]?.name == null) return;
  const interrupted = await client.query(
    'SELECT id FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL',
  );
  if (interrupted.rows.length === 0) return;
  const invalid = await client.query<{ name: string }>(
    `SELECT indexrelid::regclass::text AS name FROM pg_index JOIN pg_class c ON c.oid = indexrelid
     WHERE NOT indisvalid AND c.relnamespace = 'public'::regnamespace`,
  );
  for (const { name } of invalid.rows) await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  await client.query(
    'UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL',
  );
}

/** Names of the migrations that a database has, whichever version they belong to. */
export async function appliedMigrations(client: pg.Client): Promise<string[]> {
  const table = await client.query<{ name: string | null }>(
    `SELECT to_regclass('_prisma_migrations')::text AS name`,
  );
  if (table.rows[0]?.name == null) return [];
  const { rows } = await client.query<{ migration_name: string }>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  return rows.map((row) => row.migration_name);
}
