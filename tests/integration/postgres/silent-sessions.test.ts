import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, withLock } from '../../../src/adapters/postgres/client.ts';
import { freshDatabase } from '../../support/postgres/fresh-database.ts';
import { sql } from '../../support/postgres/sql.ts';

const mostSilenceMs = 300;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let opened: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  database = await freshDatabase();
  opened = openDatabase(database.url, { mostSilenceMs });
});
afterAll(async () => {
  await opened.close();
  await database.drop();
});

test.each(['pool', 'ledger'] as const)(
  'a transaction of the %s that goes silent is ended, so that others go on',
  async (which) => {
    const client = await opened[which].connect();
    await client.query('BEGIN; LOCK TABLE topic IN ACCESS EXCLUSIVE MODE');
    // Waits for the lock, which nobody gives up.
    expect(await sql(database.url, 'SELECT count(*)::int AS n FROM topic')).toHaveLength(1);
    await expect(client.query('COMMIT')).rejects.toThrow();
    client.release(true);
    expect((await opened[which].query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }]);
  },
);

const isFree = async () => {
  const [row] = await sql(
    database.url,
    `SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND database =
      (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return row!['n'] === 0;
};

describe('the session of a lock', () => {
  const session = async () =>
    (
      await opened.pool.query(
        `SELECT pg_backend_pid() AS pid, current_setting('idle_session_timeout') AS silence`,
      )
    ).rows;

  test.each([
    ['done', async () => undefined],
    ['failed', async () => await Promise.reject(new Error('failed'))],
  ])('is free, and as it was, for others when the work is %s', async (_how, work) => {
    const before = await session();
    await withLock(opened.pool, 'sweep', work).catch(() => undefined);
    expect(await isFree()).toBe(true);
    expect(await session()).toEqual(before);
  });

  test('is not used again when it broke under the work', async () => {
    const [before] = await session();
    await withLock(opened.pool, 'sweep', async () => {
      await sql(database.url, 'SELECT pg_terminate_backend($1)', [before.pid]);
    });
    await expect.poll(isFree).toBe(true);
    const [after] = await session();
    expect(after.pid).not.toBe(before.pid);
    expect(after.silence).toBe(before.silence);
  });
});

test('a lock is kept for as long as its process lives, and lost by one that stands still', async () => {
  await withLock(
    opened.pool,
    'sweep',
    async () => {
      await wait(3 * mostSilenceMs);
      expect(await isFree()).toBe(false);
      // Nothing else happens in this process meanwhile.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3 * mostSilenceMs);
      expect(await isFree()).toBe(true);
    },
    mostSilenceMs,
  );
});
