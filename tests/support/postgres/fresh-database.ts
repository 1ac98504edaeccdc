import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { databaseUrl } from '../global-setup.ts';
import { inOneSession, sql } from './sql.ts';

/** Any constant: who copies the template holds this advisory lock. */
const copying = 0x7e57;

export type TestDatabase = { url: string; drop(): Promise<void> };

/** A database of its own for one test file: a copy of the template, or one without any tables. */
export async function freshDatabase(template?: 'template0'): Promise<TestDatabase> {
  const admin = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await inOneSession(admin, [
    // PostgreSQL refuses two copies of one template at the same moment, so they take turns.
    `SELECT pg_advisory_lock(${copying})`,
    // Copied as files, which takes half of what writing each page to the log does.
    `CREATE DATABASE ${name} TEMPLATE ${template ?? 'template_offprint'} STRATEGY FILE_COPY`,
    `SELECT pg_advisory_unlock(${copying})`,
  ]);
  return {
    url: databaseUrl(admin, name),
    async drop() {
      await sql(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}
