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
export const migrationLock = 0x0ff9_0001;

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
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
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
    // The engine is 4 MB of WebAssembly: loaded only when there is something to apply.
    const { applyMigrations } = await import('./schema-engine.ts');
    return await applyMigrations(url);
  } finally {
    await client.end();
  }
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
