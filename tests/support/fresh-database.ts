import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { databaseUrl } from './global-setup.ts';

/** A database of its own for one test file: a copy of the template. */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const admin = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await query(admin, `CREATE DATABASE ${name} TEMPLATE template_offprint`);
  return {
    url: databaseUrl(admin, name),
    drop: () => query(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // Copies of one template wait for each other; PostgreSQL refuses those that come at the same moment.
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(sql);
      break;
    } catch (error) {
      if (
        attempt === 20 ||
        !(error instanceof Error) ||
        !error.message.includes('being accessed by other users')
      )
        throw error;
      await new Promise((resolve) => setTimeout(resolve, 50 * attempt));
    }
  }
  await client.end();
}
