import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../src/adapters/postgres/client.ts';
import { migrate } from '../../src/adapters/postgres/migrations/migrate.ts';
import { createPersistence } from '../../src/adapters/postgres/persistence.ts';
import { jobQueueOn, openBoss } from '../../src/adapters/queue/boss.ts';
import { catalogue } from '../../src/domain/catalogue/index.ts';
import { startTestServer } from './postgres/postgres-server.ts';
import { quietLog } from './quiet-log.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The run's PostgreSQL server; `template_offprint` on it is migrated and has the catalogue. */
    postgresUrl: string;
  }
}

/** One PostgreSQL server for the whole run, with a database that every test file gets a copy of. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  try {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query('CREATE DATABASE template_offprint');
    await client.end();
    const url = databaseUrl(server.url, 'template_offprint');
    await migrate(url);
    const boss = await openBoss(url, { worker: false, log: quietLog });
    const database = openDatabase(url);
    const persistence = await createPersistence(database, jobQueueOn(boss), { mailDomain: 'localhost' });
    await persistence.stores.topics.load(catalogue);
    await boss.stop({ graceful: false });
    await database.close();
    project.provide('postgresUrl', server.url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server.stop;
}

/** The address of another database on the same server. */
export function databaseUrl(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
