import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, withLock } from '../../../src/adapters/postgres/client.ts';
import { openBoss } from '../../../src/adapters/queue/boss.ts';
import { freshDatabase } from '../../support/postgres/fresh-database.ts';
import { sql } from '../../support/postgres/sql.ts';
import { quietLog } from '../../support/quiet-log.ts';

// Two addresses of one database, told apart by the name that connections bear; a pooler would stand behind the first.
let database: Awaited<ReturnType<typeof freshDatabase>>;
const named = (name: string) => `${database.url}?application_name=${name}`;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const namesWhere = async (condition: string) => {
  const rows = await sql(
    database.url,
    `SELECT DISTINCT application_name AS name FROM pg_stat_activity
     WHERE datname = current_database() AND ${condition}`,
  );
  return rows.map(({ name }) => name);
};

test('the queue listens directly, and works by the other address', async () => {
  const boss = await openBoss(named('lent'), { direct: named('direct'), worker: true, log: quietLog });
  expect(await namesWhere("query LIKE 'LISTEN %'")).toEqual(['direct']);
  expect(await namesWhere("query NOT LIKE 'LISTEN %'")).toContain('lent');
  await boss.stop({ graceful: false });
  expect(await namesWhere("query LIKE 'LISTEN %'")).toEqual([]);
});

test('the ledger, searches and locks have sessions of their own; each transaction of the rest is bounded in itself', async () => {
  const opened = openDatabase(named('lent'), { direct: named('direct'), mostSilenceMs: 300 });
  try {
    await opened.ledger.query('SELECT 1');
    expect(await namesWhere("query = 'SELECT 1'")).toEqual(['direct']);
    const timeout = 'SELECT current_setting($$statement_timeout$$) AS timeout';
    expect((await opened.searches.query(timeout)).rows).toEqual([{ timeout: '1500ms' }]);
    expect(await namesWhere("query LIKE '%statement_timeout%' AND pid <> pg_backend_pid()")).toEqual([
      'direct',
    ]);
    await withLock(opened.sessions, 'sweep', async () => {
      expect(await namesWhere('pid IN (SELECT pid FROM pg_locks WHERE locktype = $$advisory$$)')).toEqual([
        'direct',
      ]);
    });
    const silence = 'SELECT current_setting($$idle_in_transaction_session_timeout$$) AS silence';
    const within = await opened.prisma.$transaction((tx) => tx.$queryRawUnsafe(silence));
    expect(within).toEqual([{ silence: '300ms' }]);
    expect(await opened.prisma.$queryRawUnsafe(silence)).toEqual([{ silence: '0' }]);
  } finally {
    await opened.close();
  }
});
