import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { BackupEnd, KeptTable, Manifest, RestoreTarget } from '../../../app/backup/backup-ports.ts';
import { DomainError } from '../../../domain/errors.ts';
import { appliedMigrations, migrationLock } from '../migrations/migrate.ts';
import { migrationNames } from '../migrations/migration-files.ts';
import { refuseLentSession } from '../migrations/pooler.ts';
import { refuseWithoutRights } from '../migrations/rights.ts';
import { unreachable } from '../migrations/unreachable.ts';
import { listTables, quoted } from './dump.ts';

/**
 * How many numbers are left out after the last one of a sequence: what was made after the backup, and stands in mails
 * that went out, had some of them.
 */
const numbersLeftOut = 1_000_000;
/** Where numbers are few (`integer`). */
const fewLeftOut = 10_000;

/** How long connections that were just ended may be there yet. */
const leavingMs = 1_000;

/** Tables that have rows as soon as anybody has used a database. */
const lived = ['admin', 'digest', 'paper', 'subscriber'];

type Pieces = Parameters<RestoreTarget['load']>[1];

/** The database at `url` as what a backup is restored into. */
export function restoreTarget(url: string): RestoreTarget {
  return {
    async load(manifest, pieces, end) {
      const client = new pg.Client({ connectionString: url, application_name: 'offprint-restore' });
      await client.connect().catch((cause: unknown) => {
        throw unreachable(cause);
      });
      try {
        await refuseLentSession(client, url);
        // A process that starts meanwhile waits here to bring the database up to date.
        await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
        await refuseIfUsed(client);
        await makeSchema(client, url, manifest);
        return await fill(client, manifest, pieces, end);
      } finally {
        await client.end();
      }
    },
  };
}

async function refuseIfUsed(client: pg.Client): Promise<void> {
  let others = await countOthers(client);
  // The server takes a moment to notice that somebody has gone.
  for (const end = performance.now() + leavingMs; others > 0 && performance.now() < end; ) {
    await wait(50);
    others = await countOthers(client);
  }
  if (others > 0)
    throw new DomainError(
      'conflict',
      `The database is in use (${others === 1 ? 'one connection' : `${others} connections`}). End every process of Offprint, and whatever else is connected, and try again. A pooler keeps connections after its clients have gone: restart it, too.`,
    );
  const tables = (await listTables(client)).map(({ name }) => name);
  if (tables.length === 0) return;
  // What a restore that failed has left is empty, too.
  const isOurs = lived.every((name) => tables.includes(name));
  const found = isOurs
    ? await client.query<{ any: boolean }>(
        `SELECT ${lived.map((name) => `EXISTS (SELECT FROM ${quoted(name)})`).join(' OR ')} AS any`,
      )
    : null;
  if (found?.rows[0]?.any !== false)
    throw new DomainError(
      'conflict',
      'The database is not empty. A backup is restored into an empty one: create another and name it in DATABASE_URL, or, with the embedded PostgreSQL, another OFFPRINT_HOME.',
    );
}

async function countOthers(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ others: number }>(
    `SELECT count(*)::int AS others FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
  );
  return rows[0]?.others ?? 0;
}

/** As it was when the backup was written: what newer migrations make of it is done to its rows afterwards. */
async function makeSchema(client: pg.Client, url: string, { migrations, offprint }: Manifest): Promise<void> {
  const known = await migrationNames();
  const unknown = migrations.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new DomainError(
      'unavailable',
      `This backup was written by Offprint ${offprint}, whose database is newer than this version knows (${unknown.join(', ')}). Restore it with that version or a later one.`,
    );
  await refuseWithoutRights(client);
  const { applyMigrations } = await import('../migrations/schema-engine.ts');
  await applyMigrations(url, migrations);
  const newer = (await appliedMigrations(client)).filter((name) => !migrations.includes(name));
  if (newer.length > 0)
    throw new DomainError(
      'conflict',
      'The database is newer than the backup. Restore it into one that has no tables.',
    );
}

async function fill(
  client: pg.Client,
  manifest: Manifest,
  pieces: Pieces,
  end: () => BackupEnd,
): Promise<Record<string, number>> {
  const tables = await listTables(client);
  await client.query('BEGIN');
  const constraints = await withoutChecks(client, tables);
  const rows: Record<string, number> = Object.fromEntries(manifest.tables.map(({ name }) => [name, 0]));
  for await (const { table, bytes } of byTable(pieces)) {
    const known = tables.find(({ name }) => name === table);
    const kept = manifest.tables.find(({ name }) => name === table);
    if (known === undefined || kept?.columns.some((column) => !known.columns.includes(column)) !== false)
      throw new DomainError('invalid', `This backup has a table ${table} that its version does not have.`);
    const columns = kept.columns.map(quoted).join(', ');
    const copy = client.query(copyFrom(`COPY ${quoted(table)} (${columns}) FROM STDIN`));
    await pipeline(Readable.from(bytes), copy).catch((cause: unknown) => {
      if (!(cause instanceof pg.DatabaseError)) throw cause;
      const what = `This backup cannot be used: its rows of ${table} cannot be read (${cause.message}).`;
      throw new DomainError('invalid', `${what} Nothing was restored.`, { cause });
    });
    rows[table] = copy.rowCount;
  }
  const { rows: expected, sequences } = end();
  const wrong = Object.keys(expected).find((name) => expected[name] !== rows[name]);
  if (wrong !== undefined)
    throw new DomainError(
      'invalid',
      `This backup is not whole: of ${expected[wrong]} rows of ${wrong} it has ${rows[wrong] ?? 0}.`,
    );
  for (const statement of constraints) await client.query(statement);
  await goOnAfter(client, sequences);
  await client.query('COMMIT');
  await client.query('ANALYZE');
  return rows;
}

/**
 * Takes away what would check, count or change rows while they come in any order. Returns the statements that put it
 * back; what references nothing then is refused.
 */
async function withoutChecks(client: pg.Client, tables: readonly KeptTable[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string; table: string; definition: string }>(
    `SELECT conname AS name, conrelid::regclass::text AS table, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
  );
  for (const { name, table } of rows)
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${quoted(name)}`);
  for (const { name } of tables) await client.query(`ALTER TABLE ${quoted(name)} DISABLE TRIGGER USER`);
  // Migrations have put rows into some.
  await client.query(`TRUNCATE ${tables.map(({ name }) => quoted(name)).join(', ')}`);
  return [
    ...rows.map(
      ({ name, table, definition }) => `ALTER TABLE ${table} ADD CONSTRAINT ${quoted(name)} ${definition}`,
    ),
    ...tables.map(({ name }) => `ALTER TABLE ${quoted(name)} ENABLE TRIGGER USER`),
  ];
}

/** The bytes of each table, whose pieces follow one another. */
async function* byTable(pieces: Pieces): AsyncGenerator<{ table: string; bytes: AsyncIterable<Uint8Array> }> {
  const iterator = pieces[Symbol.asyncIterator]();
  let next = await iterator.next();
  async function* ofTable(table: string) {
    while (next.done !== true && next.value.table === table) {
      yield* next.value.bytes;
      next = await iterator.next();
    }
  }
  while (next.done !== true) {
    const { table } = next.value;
    yield { table, bytes: ofTable(table) };
  }
}

/** Numbers go on after the last one that was given, with a gap. */
async function goOnAfter(client: pg.Client, sequences: Readonly<Record<string, string>>): Promise<void> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `SELECT sequencename AS name, data_type::text AS type FROM pg_sequences WHERE schemaname = 'public'`,
  );
  for (const { name, type } of rows) {
    const last = sequences[name];
    if (last === undefined) continue;
    const gap = type === 'bigint' ? numbersLeftOut : fewLeftOut;
    await client.query('SELECT setval($1::regclass, $2::bigint + $3)', [`public.${quoted(name)}`, last, gap]);
  }
}
