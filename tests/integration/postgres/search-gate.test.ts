import { createServer } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readerOver } from '../../../src/adapters/postgres/client.ts';
import { openSearchGate } from '../../../src/adapters/postgres/papers/search-gate.ts';
import { freshDatabase } from '../../support/postgres/fresh-database.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const tooLong = {
  code: 'unavailable',
  message: 'This search takes too long. Please use fewer words, or rarer ones.',
};

/** A search of five seconds through the gate. */
async function searchOver(options: pg.PoolConfig): Promise<unknown> {
  await using pool = { over: new pg.Pool(options), [Symbol.asyncDispose]: () => pool.over.end() };
  return await openSearchGate(readerOver(pool.over))(null, (db) => db.$queryRaw`SELECT pg_sleep(5)`);
}

test('a server that ends the statement, or does not even do that, took too long', async () => {
  const connectionString = database.url;
  await expect(searchOver({ connectionString, statement_timeout: 50 })).rejects.toMatchObject(tooLong);
  await expect(searchOver({ connectionString, query_timeout: 50 })).rejects.toMatchObject(tooLong);
});

test('so did one that gives no connection; one that refuses them is another trouble', async () => {
  const silent = createServer((socket) => void socket.resume());
  const port = await new Promise<number>((resolve) => {
    silent.listen(0, '127.0.0.1', () => {
      const address = silent.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });
  const there = { host: '127.0.0.1', port, connectionTimeoutMillis: 50 };
  await expect(searchOver(there)).rejects.toMatchObject(tooLong);
  await new Promise((resolve) => silent.close(resolve));
  await expect(searchOver(there)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
