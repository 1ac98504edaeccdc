import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { databaseUrl } from '../global-setup.ts';

/** Any constant: who copies the template holds this advisory lock. */
const copying = 0x7e57;

export type TestDatabase = { url: string; drop(): Promise<void> };

/** A database of its own for one test file: a copy of the template, or one without any tables. */
export async function freshDatabase(template?: 'template0'): Promise<TestDatabase> {
  const admin = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  // PostgreSQL refuses two copies of one template at the same moment, so they take turns; the lock goes with the
  // session.
  await query(
    admin,
    `SELECT pg_advisory_lock(${copying})`,
    // Copied as files, which takes half of what writing each page to the log does.
    `CREATE DATABASE ${name} TEMPLATE ${template ?? 'template_offprint'} STRATEGY FILE_COPY`,
  );
  return {
    url: databaseUrl(admin, name),
    drop: () => query(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function query(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
