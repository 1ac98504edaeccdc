import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/postgres/client.ts';
import { freshDatabase } from '../../support/postgres/fresh-database.ts';
import { sql } from '../../support/postgres/sql.ts';

test.each(['pool', 'ledger', 'searches'] as const)(
  'a connection of the %s that is cut between two queries ends no process, and is replaced',
  async (which) => {
    const database = await freshDatabase();
    const { [which]: pool, close } = openDatabase(database.url);
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const ended = new Promise<void>((resolve) => void client.once('end', resolve));
    await sql(database.url, `SELECT pg_terminate_backend(${rows[0]?.pid})`);
    await ended;
    await expect(client.query('SELECT 1')).rejects.toThrow();
    client.release(true);
    expect((await pool.query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }]);
    await close();
    await database.drop();
  },
);
