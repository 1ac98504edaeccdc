import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listTables } from '../../../src/adapters/postgres/backup/dump.ts';
import { migrationNames } from '../../../src/adapters/postgres/migrations/migration-files.ts';
import { applyMigrations } from '../../../src/adapters/postgres/migrations/schema-engine.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { subscribe } from '../../../src/app/subscribers/subscribe.ts';
import { loadConfig } from '../../../src/config/config.ts';
import { backUp, restore } from '../../../src/wire/backup.ts';
import { runJobs } from '../../support/jobs.ts';
import { storePaper } from '../../support/mail/sending.ts';
import { freshDatabase } from '../../support/postgres/fresh-database.ts';
import { sql } from '../../support/postgres/sql.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { cheap } from '../../support/tuning.ts';

let service: TestService;
let folder: string;
let target: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  service = await testService();
  service.clock.now = new Date('2026-11-24T10:00:00Z');
  folder = await mkdtemp(join(tmpdir(), 'offprint-backup-'));
  await storePaper(service.deps);
  await addReader(service.deps, 'ada@example.org', { topics: ['cs.RO'] });
  await addReader(service.deps, 'grace@example.org');
  await triggerDigest(service.deps, { origin: 'api' });
  await runJobs(service);
  // Waits in the queue for a worker.
  await subscribe(service.deps, { email: 'new@example.org', form: 'test', clientIp: '192.0.2.7' });
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  target = await freshDatabase();
});
afterEach(() => target.drop());

let files = 0;
const fresh = (name = `backup-${files++}`) => join(folder, name);
const configOf = (url: string, env: Record<string, string> = {}) =>
  loadConfig({
    DATABASE_URL: url,
    OFFPRINT_HOME: fresh(),
    SECRET_KEY: 'a secret key for tests, long enough!',
    LOG_LEVEL: 'silent',
    ...env,
  });
async function written(recipients: string[] = []): Promise<string> {
  const file = fresh();
  await backUp(service.config, { log: quietLog, to: file, recipients });
  return file;
}
const restored = (from: string, options: { identities?: string[]; env?: Record<string, string> } = {}) =>
  restore(configOf(target.url, options.env), {
    log: quietLog,
    from,
    identities: options.identities ?? [],
    tuning: cheap,
  });

/** All that is kept, by table, as text. */
async function contents(url: string): Promise<Record<string, string[]>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const all: Record<string, string[]> = {};
    for (const { name } of await listTables(client)) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT t::text AS row FROM "${name}" t ORDER BY 1`,
      );
      all[name] = rows.map(({ row }) => row);
    }
    return all;
  } finally {
    await client.end();
  }
}

describe('a backup that is restored', () => {
  test('has every row of every table, holds the schedule, and goes on with numbers that nobody had', async () => {
    const before = await contents(service.databaseUrl);
    const file = await written();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { rows, jobs } = await restored(file);
    const after = await contents(target.url);
    // The hold, and its line in the log of changes.
    const { installation: _after, audit_event, ...others } = after;
    const { installation: _before, audit_event: audit = [], ...expected } = before;
    expect(others).toEqual(expected);
    expect(audit_event).toEqual(expect.arrayContaining(audit));
    expect(rows).toBe(Object.values(before).flat().length);
    expect(before['delivery']).toHaveLength(2);
    const [hold] = await sql(target.url, 'SELECT hold_reason FROM installation');
    expect(hold?.['hold_reason']).toMatch(/restored from the backup of 20/);
    const [digest] = await sql(
      target.url,
      "INSERT INTO digest (origin, as_of, topic_ids, subscriber_ids) VALUES ('api', now(), '{}', '{}') RETURNING id",
    );
    const [last] = await sql(service.databaseUrl, 'SELECT max(id) AS id FROM digest');
    expect(Number(digest?.['id'])).toBeGreaterThan(Number(last?.['id']) + 9_999);
    expect(jobs).toBe(1);
    expect(await sql(target.url, "SELECT name, data FROM pgboss.job WHERE state = 'created'")).toEqual(
      await sql(service.databaseUrl, "SELECT name, data FROM pgboss.job WHERE state = 'created'"),
    );
    // What checks and counts rows does so again.
    await expect(sql(target.url, 'UPDATE delivery SET digest_id = 424242')).rejects.toThrow('foreign key');
    await sql(target.url, "UPDATE delivery SET state = 'failed'");
    const tally = await sql(
      target.url,
      "SELECT sum(count)::int AS failed FROM digest_tally WHERE state = 'failed'",
    );
    expect(tally).toEqual([{ failed: 2 }]);
  });

  test('encrypted to a key is read with that key alone', async () => {
    const [own, other] = [await generateIdentity(), await generateIdentity()];
    const file = await written([await identityToRecipient(own)]);
    expect((await readFile(file, 'latin1')).startsWith('age-encryption.org/v1')).toBe(true);
    await expect(restored(file)).rejects.toThrow('--identity');
    await expect(restored(file, { identities: [other] })).rejects.toMatchObject({ code: 'invalid' });
    expect((await restored(file, { identities: [other, own] })).rows).toBeGreaterThan(10);
    await expect(written(['age1nobody'])).rejects.toThrow('age1nobody is no recipient');
  });

  test('brings the key of links along where none is set, and says when another one is', async () => {
    const { databaseUrl } = service;
    const home = fresh();
    const config = loadConfig({ DATABASE_URL: databaseUrl, OFFPRINT_HOME: home, LOG_LEVEL: 'silent' });
    const { secretKeyOf } = await import('../../../src/wire/keys.ts');
    const key = await secretKeyOf(config);
    const file = fresh();
    await backUp(config, { log: quietLog, to: file, recipients: [] });
    expect((await restored(file)).key).toBe('other');
    const elsewhere = await freshDatabase();
    try {
      const to = loadConfig({ DATABASE_URL: elsewhere.url, OFFPRINT_HOME: fresh(), LOG_LEVEL: 'silent' });
      const done = await restore(to, { log: quietLog, from: file, identities: [], tuning: cheap });
      expect(done.key).toBe('kept');
      expect(await secretKeyOf(to)).toBe(key);
    } finally {
      await elsewhere.drop();
    }
  });

  test('of an older schema becomes what this version has', async () => {
    const names = await migrationNames();
    const [old, into] = [await emptyDatabase(), await emptyDatabase()];
    try {
      // As it was two days before, with a reader of that time.
      await applyMigrations(old.url, names.slice(0, 40));
      await sql(
        old.url,
        "INSERT INTO subscriber (email, address_hash, status, confirmed_at) VALUES ('old@example.org', '\\x01', 'active', now())",
      );
      const file = fresh();
      await backUp(configOf(old.url), { log: quietLog, to: file, recipients: [] });
      await restore(configOf(into.url), { log: quietLog, from: file, identities: [], tuning: cheap });
      expect(await sql(into.url, 'SELECT email::text, announcements::text FROM subscriber')).toEqual([
        { email: 'old@example.org', announcements: 'on' },
      ]);
      const [applied] = await sql(into.url, 'SELECT count(*)::int AS n FROM _prisma_migrations');
      expect(applied).toEqual({ n: names.length });
    } finally {
      await old.drop();
      await into.drop();
    }
  });
});

describe('nothing is restored', () => {
  const nobody = async () => expect(await sql(target.url, 'SELECT id FROM subscriber')).toEqual([]);

  test('from what is cut off or changed, and the next try may be made', async () => {
    const file = await written();
    const bytes = await readFile(file);
    const tar = gunzipSync(bytes);
    const cut = fresh();
    await writeFile(cut, bytes.subarray(0, bytes.length - 40));
    await expect(restored(cut)).rejects.toMatchObject({ code: 'invalid' });
    const short = fresh();
    await writeFile(
      short,
      gzipSync(Buffer.concat([tar.subarray(0, tar.lastIndexOf('end.json')), Buffer.alloc(1024)])),
    );
    await expect(restored(short)).rejects.toThrow('cut off');
    const changed = fresh();
    const text = tar.toString('latin1');
    const row = text.indexOf('ada@example.org');
    await writeFile(
      changed,
      gzipSync(Buffer.from(`${text.slice(0, row)}\n${text.slice(row + 1)}`, 'latin1')),
    );
    await expect(restored(changed)).rejects.toThrow();
    await nobody();
    const no = fresh();
    await writeFile(no, 'A letter.');
    await expect(restored(no)).rejects.toMatchObject({ code: 'invalid' });
    await nobody();
    expect((await restored(file)).rows).toBeGreaterThan(10);
  });

  test('into a database that has readers, or that somebody uses', async () => {
    const file = await written();
    const client = new pg.Client({ connectionString: target.url });
    await client.connect();
    await expect(restored(file)).rejects.toThrow('The database is in use (one connection)');
    await client.end();
    await sql(target.url, "INSERT INTO subscriber (email, address_hash) VALUES ('a@example.org', '\\x01')");
    await expect(restored(file)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('nor is a backup written over a file, nor left half-written', async () => {
    const file = fresh();
    await writeFile(file, 'kept');
    await expect(backUp(service.config, { log: quietLog, to: file, recipients: [] })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await readFile(file, 'utf8')).toBe('kept');
    const nowhere = join(folder, 'no', 'such', 'folder');
    await expect(
      backUp(service.config, { log: quietLog, to: nowhere, recipients: [] }),
    ).rejects.toMatchObject({ code: 'unavailable' });
  });
});

async function emptyDatabase() {
  const database = await freshDatabase();
  await sql(database.url, 'DROP SCHEMA public CASCADE');
  await sql(database.url, 'DROP SCHEMA IF EXISTS pgboss CASCADE');
  await sql(database.url, 'CREATE SCHEMA public');
  return database;
}
