import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { migrate } from '../../../src/adapters/postgres/migrations/migrate.ts';
import { migrationNames } from '../../../src/adapters/postgres/migrations/migration-files.ts';
import { schemaSql } from '../../../src/adapters/postgres/migrations/schema-engine.ts';
import { databaseUrl } from '../../support/global-setup.ts';
import { openSql, type Rows, sql } from '../../support/postgres/sql.ts';

const server = inject('postgresUrl');
const names = ['schema_by_migrations', 'schema_by_prisma', 'schema_raced', 'schema_newer'];
const [migrated, generated, raced, newer] = names.map((name) => databaseUrl(server, name)) as [
  string,
  string,
  string,
  string,
];

beforeAll(async () => {
  for (const name of names) {
    await sql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await sql(server, `CREATE DATABASE ${name}`);
  }
});
afterAll(async () => {
  for (const name of names) await sql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
});

/** Each a query whose rows must be the same in both databases; what is only in one shows as a difference. */
const catalogues: Record<string, string> = {
  columns: `
    SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type,
      a.attnotnull AS required, pg_get_expr(d.adbin, d.adrelid) AS "default"
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
      AND c.relname <> '_prisma_migrations'
    ORDER BY 1, 2`,
  indexes: `
    SELECT tablename AS table, indexname AS name, indexdef AS definition FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1, 2`,
  keys: `
    SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f', 'x')
      AND conrelid <> coalesce(to_regclass('_prisma_migrations'), 0)
    ORDER BY 1, 2`,
  enums: `
    SELECT t.typname AS name, array_agg(e.enumlabel::text ORDER BY e.enumsortorder) AS labels
    FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
    WHERE t.typnamespace = 'public'::regnamespace GROUP BY 1 ORDER BY 1`,
};

async function described(url: string): Promise<Record<string, Rows>> {
  const connection = await openSql(url);
  const found: Record<string, Rows> = {};
  for (const [what, query] of Object.entries(catalogues)) found[what] = await connection.run(query);
  await connection.close();
  return found;
}

test('the migrations build exactly what schema.prisma describes', async () => {
  await migrate(migrated);
  const script = await schemaSql(generated);
  for (const extension of ['citext', 'pg_trgm']) await sql(generated, `CREATE EXTENSION ${extension}`);
  await sql(generated, script);

  const [byMigrations, byPrisma] = [await described(migrated), await described(generated)];
  expect(byMigrations['columns']!.length).toBeGreaterThan(100);
  expect(byMigrations['enums']!.length).toBeGreaterThan(3);
  for (const what of Object.keys(catalogues)) expect(byMigrations[what], what).toEqual(byPrisma[what]);
});

test('five processes that migrate at once apply each migration once', async () => {
  const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(raced)));
  expect(applied.flat().sort()).toEqual(await migrationNames());
  const rows = await sql(raced, 'SELECT migration_name AS name, finished_at FROM _prisma_migrations');
  expect(rows.map(({ name }) => name).sort()).toEqual(await migrationNames());
  expect(rows.every((row) => row['finished_at'] !== null)).toBe(true);
  expect(await sql(raced, 'SELECT id FROM installation')).toEqual([{ id: 1 }]);
});

test('a database that a newer version migrated is refused in words that say what to do', async () => {
  await migrate(newer);
  await sql(
    newer,
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
     VALUES ('later', '', '20991231000000_from_the_future', now(), 1)`,
  );
  await expect(migrate(newer)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/newer version.*20991231000000_from_the_future.*Start that version/s),
  });
});

describe('the database itself refuses', () => {
  const subscriber = (columns: string, values: string) =>
    `INSERT INTO subscriber (email, address_hash, ${columns}) VALUES ('a@example.org', '\\x01', ${values})`;
  const delivery = (columns: string, values: string) =>
    `INSERT INTO delivery (digest_id, ${columns}) VALUES ((SELECT id FROM digest LIMIT 1), ${values})`;

  beforeAll(async () => {
    await migrate(migrated);
    await sql(migrated, `INSERT INTO digest (origin, as_of) VALUES ('test', now())`);
  });

  test.each([
    ['an hour that no clock has', 'subscriber_hour_range', subscriber('hour', '24')],
    ['a digest of no papers', 'subscriber_max_papers_range', subscriber('max_papers', '0')],
    ['a digest of too many papers', 'subscriber_max_papers_range', subscriber('max_papers', '41')],
    ['a language that is no tag', 'subscriber_language_is_a_tag', subscriber('language', `'Deutsch!'`)],
    [
      'a due time for somebody who is not active',
      'subscriber_due_only_when_active',
      subscriber('next_due_at', 'now()'),
    ],
    [
      'an active subscriber who never confirmed',
      'subscriber_active_was_confirmed',
      subscriber('status', `'active'`),
    ],
    [
      'a second installation in one database',
      'installation_one_row',
      `INSERT INTO installation (id, address_salt) VALUES (2, '\\x00')`,
    ],
    [
      'a suppression of nobody',
      'suppression_address_or_domain',
      `INSERT INTO suppression (reason) VALUES ('manual')`,
    ],
    [
      'a suppressed domain in capitals',
      'suppression_domain_lower_case',
      `INSERT INTO suppression (domain, reason) VALUES ('Example.org', 'manual')`,
    ],
    [
      'the message of a bounce that was matched',
      'bounce_event_raw_only_unmatched',
      `INSERT INTO bounce_event (event_hash, origin, kind, reason, status, matched_by, raw)
       VALUES ('x', 'smtp', 'hard', '', '', 'address', 'x')`,
    ],
    [
      'a curated topic without a query',
      'topic_query_only_when_curated',
      `INSERT INTO topic (slug, name, description, kind, heading) VALUES ('x', 'x', 'x', 'curated', 'x')`,
    ],
    [
      'a category with a query',
      'topic_query_only_when_curated',
      `INSERT INTO topic (slug, name, description, kind, heading, query) VALUES ('x', 'x', 'x', 'category', 'x', 'x')`,
    ],
    [
      'a token that may do nothing',
      'api_token_known_scopes',
      `INSERT INTO api_token (name, prefix, token_hash, scopes) VALUES ('x', 'x', 'x', '{}')`,
    ],
    [
      'a token with a scope that is none',
      'api_token_known_scopes',
      `INSERT INTO api_token (name, prefix, token_hash, scopes) VALUES ('x', 'x', 'x', '{root}')`,
    ],
    [
      'a category that an admin wrote',
      'topic_only_curated_are_written',
      `INSERT INTO topic (slug, name, description, kind, heading, edited_at) VALUES ('x', 'x', 'x', 'category', 'x', now())`,
    ],
    [
      'a rate at which nothing is ever sent',
      'installation_send_rate_above_zero',
      'UPDATE installation SET max_send_rate = 0',
    ],
    [
      'an import of people who complained',
      'subscriber_import_default_status',
      `INSERT INTO subscriber_import (file_name, actor, default_status) VALUES ('x', 'x', 'complained')`,
    ],
    [
      'a slot without a cadence',
      'digest_slot_has_cadence',
      `INSERT INTO digest (origin, as_of, slot) VALUES ('test', now(), now())`,
    ],
    [
      'a paper in a delivery without the subject that it is there for',
      'delivery_reason_for_each_paper',
      delivery('state, paper_ids, subject_ids', `'queued', '{1,2}', '{1}'`),
    ],
    ['a subject that is nothing', 'subject_is_one_thing', `INSERT INTO subject (kind) VALUES ('query')`],
    [
      'a subject that is two things',
      'subject_is_one_thing',
      `INSERT INTO subject (kind, query, author) VALUES ('query', 'x', 'x')`,
    ],
    [
      'a subject of another kind than what it is',
      'subject_is_one_thing',
      `INSERT INTO subject (kind, author) VALUES ('query', 'x')`,
    ],
    [
      'a mute of nothing',
      'mute_is_one_thing',
      `WITH s AS (INSERT INTO subscriber (email, address_hash) VALUES ('m@example.org', '\\x03') RETURNING id)
       INSERT INTO mute (subscriber_id) SELECT id FROM s`,
    ],
    [
      'a delivery on its way without a lease',
      'delivery_sending_is_leased',
      delivery('state, paper_ids, subject_ids, attempt, message_id', `'sending', '{}', '{}', 1, '<a@b>'`),
    ],
    [
      'a delivery on its way without a Message-ID',
      'delivery_sending_is_leased',
      delivery('state, paper_ids, subject_ids, attempt, lease_until', `'sending', '{}', '{}', 1, now()`),
    ],
  ])('%s', async (_, constraint, statement) => {
    await expect(sql(migrated, statement)).rejects.toMatchObject({ code: '23514', constraint });
  });

  test('the same reader twice in one digest', async () => {
    await sql(migrated, `INSERT INTO subscriber (email, address_hash) VALUES ('twice@example.org', '\\x02')`);
    const twice = delivery(
      'subscriber_id, state, paper_ids, subject_ids',
      `(SELECT id FROM subscriber WHERE email = 'TWICE@example.org'), 'queued', '{}', '{}'`,
    );
    await sql(migrated, twice);
    await expect(sql(migrated, twice)).rejects.toMatchObject({ code: '23505' });
  });

  test('a digest that goes while its deliveries stay', async () => {
    await sql(migrated, delivery('state, paper_ids, subject_ids', `'queued', '{}', '{}'`));
    await expect(sql(migrated, 'DELETE FROM digest')).rejects.toMatchObject({ code: '23001' });
  });
});
