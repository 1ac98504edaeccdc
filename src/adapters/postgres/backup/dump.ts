import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { KeptJob, KeptTable, Snapshot } from '../../../app/backup/backup-ports.ts';
import { appliedMigrations } from '../migrations/migrate.ts';
import { unreachable } from '../migrations/unreachable.ts';

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** The tables of the service, without what the database makes by itself. */
export async function listTables(client: pg.ClientBase): Promise<KeptTable[]> {
  const { rows } = await client.query<KeptTable>(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname <> '_prisma_migrations' AND a.attgenerated = ''
     GROUP BY c.relname ORDER BY c.relname`,
  );
  return rows;
}

/** Lets `work` read a database as it is at one instant. Rejects with `unavailable` when it cannot be reached. */
export async function withSnapshot<T>(url: string, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'offprint-backup' });
  await client.connect().catch((cause: unknown) => {
    throw unreachable(cause);
  });
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows } = await client.query<{ at: Date }>('SELECT now() AS at');
    return await work({
      at: rows[0]?.at ?? new Date(),
      migrations: (await appliedMigrations(client)).sort(),
      tables: await listTables(client),
      jobs: (names) => jobsOf(client, names),
      copy(table) {
        const columns = table.columns.map(quoted).join(', ');
        const text = client.query(copyTo(`COPY (SELECT ${columns} FROM ${quoted(table.name)}) TO STDOUT`));
        return { text, rows: () => text.rowCount };
      },
      async sequences() {
        const found = await client.query<{ name: string; last: string }>(
          `SELECT sequencename AS name, last_value::text AS last FROM pg_sequences
           WHERE schemaname = 'public' AND last_value IS NOT NULL`,
        );
        return Object.fromEntries(found.rows.map(({ name, last }) => [name, last]));
      },
    });
  } finally {
    await client.end();
  }
}

async function jobsOf(client: pg.ClientBase, names: readonly string[]): Promise<KeptJob[]> {
  const there = await client.query<{ there: boolean }>(
    "SELECT to_regclass('pgboss.job') IS NOT NULL AS there",
  );
  if (there.rows[0]?.there !== true) return [];
  const { rows } = await client.query<{
    name: KeptJob['name'];
    data: unknown;
    after: Date;
    key: string | null;
  }>(
    `SELECT name, data, start_after AS after, singleton_key AS key FROM pgboss.job
     WHERE state IN ('created', 'retry', 'active') AND name = ANY ($1) ORDER BY created_on, id`,
    [names],
  );
  return rows.map((row) => ({ ...row, after: row.after.toISOString() }));
}
