import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { databaseUrl } from '../support/global-setup.ts';
import { sql } from '../support/postgres/sql.ts';
import { offprint } from '../support/processes/command-line.ts';

const name = 'what_commands_open';
let url: string;
let folder: string;
beforeAll(async () => {
  const server = inject('postgresUrl');
  await sql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await sql(server, `CREATE DATABASE ${name}`);
  url = databaseUrl(server, name);
  folder = await mkdtemp(join(tmpdir(), 'offprint-opens-'));
});
afterAll(async () => {
  await sql(inject('postgresUrl'), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await rm(folder, { recursive: true, force: true });
});

/** A key that cannot sign: what composes mail does not come into being with it. */
const unableToMail = { DKIM_DOMAIN: 'example.org', DKIM_SELECTOR: 'one', DKIM_PRIVATE_KEY: '-----BEGIN no' };
const run = (...args: string[]) =>
  offprint(args, { DATABASE_URL: url, OFFPRINT_HOME: folder, ...unableToMail });
const queueSchemas = () => sql(url, `SELECT nspname FROM pg_namespace WHERE nspname = 'pgboss'`);
const count = async (table: string) => (await sql(url, `SELECT count(*)::int AS count FROM ${table}`))[0]!;

// One empty database, in this order.
describe('a command opens what it needs', () => {
  test('token create brings the database up to date, and opens neither mail nor the queue', async () => {
    const result = await run('token', 'create', 'first');
    expect(result).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^offprint_/) });
    expect(await count('api_token')).toEqual({ count: 1 });
    expect(await count('topic')).toEqual({ count: 0 });
    expect(await queueSchemas()).toEqual([]);
  });

  test('import-subscribers brings the topics along, and the queue with the first job for it', async () => {
    const file = join(folder, 'subscribers.csv');
    const write = (line: string) =>
      writeFile(file, `email,topics,status,consent_source,consent_at\n${line}\n`);
    await write('ada@example.org,cs.RO,active,workshop,2026-01-02T03:04:05Z');
    expect(await run('import-subscribers', file)).toMatchObject({ code: 0, stderr: '' });
    expect(await queueSchemas()).toEqual([]);

    await write('grace@example.org,math,pending,workshop,2026-01-02T03:04:05Z');
    expect(await run('import-subscribers', file)).toMatchObject({ code: 0, stderr: '' });
    expect(await count('interest')).toEqual({ count: 2 });
    expect(await sql(url, 'SELECT name, state FROM pgboss.job')).toEqual([
      { name: 'send-subscription-mail', state: 'created' },
    ]);
  });

  test('what sends fails at once when mail cannot be signed', async () => {
    expect(await run('send', '--dry-run')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('DKIM_PRIVATE_KEY'),
    });
  });
});
