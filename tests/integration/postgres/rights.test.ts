import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate } from '../../../src/adapters/postgres/migrations/migrate.ts';
import { migrationNames, migrationsDir } from '../../../src/adapters/postgres/migrations/migration-files.ts';
import { extensions, refuseWithoutRights } from '../../../src/adapters/postgres/migrations/rights.ts';
import { plainDatabase } from '../../support/postgres/plain-database.ts';
import { sql } from '../../support/postgres/sql.ts';

let database: Awaited<ReturnType<typeof plainDatabase>>;
beforeEach(async () => {
  database = await plainDatabase({ owner: false });
});
afterEach(() => database.drop());

const grant = (statement: string) => sql(database.asSuperuser, statement);
const grantAll = async () => {
  await grant(`GRANT CREATE ON DATABASE ${database.name} TO ${database.role}`);
  await grant(`GRANT ALL ON SCHEMA public TO ${database.role}`);
};
/** What it says when it refuses. */
const said = async (work: Promise<unknown>) => {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (!(error instanceof Error)) throw new Error('nothing was refused');
  return error.message;
};
/** As when a migration made this extension. */
async function wanting(extension: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await refuseWithoutRights(client, [extension]);
  } finally {
    await client.end();
  }
}

test('extensions that are asked for are those that migrations make', async () => {
  const made = new Set<string>();
  for (const name of await migrationNames()) {
    const text = await readFile(join(migrationsDir, name, 'migration.sql'), 'utf8');
    for (const [, extension] of text.matchAll(/CREATE EXTENSION IF NOT EXISTS (\w+)/g)) made.add(extension!);
  }
  expect([...made].sort()).toEqual([...extensions].sort());
});

test('who may make nothing is told what to run, nothing was begun, and then has what is needed', async () => {
  const statements = (await said(migrate(database.url))).match(/GRANT [^;]+;/g) ?? [];
  expect(statements).toEqual([
    `GRANT CREATE ON DATABASE ${database.name} TO ${database.role};`,
    `GRANT ALL ON SCHEMA public TO ${database.role};`,
  ]);
  expect(await grant("SELECT FROM pg_class WHERE relname = '_prisma_migrations'")).toEqual([]);
  for (const statement of statements) await grant(statement);
  await wanting('citext');
});

test('an extension that only a superuser may put there is told, until it is there', async () => {
  await grantAll();
  expect(await said(wanting('pageinspect'))).toMatch(/run there: CREATE EXTENSION pageinspect;$/);
  await grant('CREATE EXTENSION pageinspect');
  await wanting('pageinspect');
});

test('an extension that the server does not have is told', async () => {
  await grantAll();
  expect(await said(wanting('none_such'))).toContain('PostgreSQL has no none_such there');
});

test('tables that belong to somebody else are told, with whose they are', async () => {
  await grantAll();
  await grant(
    'CREATE TABLE _prisma_migrations (migration_name text, finished_at timestamptz, rolled_back_at timestamptz)',
  );
  await grant(`GRANT SELECT ON _prisma_migrations TO ${database.role}`);
  expect(await said(migrate(database.url))).toMatch(/belong to \w+, and plain_\w+ may not change them/);
});
