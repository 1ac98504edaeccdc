import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { recordHardBounce } from '../../../src/app/bounces/record-hard-bounce.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { apiOf } from '../../support/web/api.ts';
import { type Console, openConsole } from '../../support/web/console.ts';

// What an admin sees of readers whom a digest barred, and what can be done about it.

let console: Console;
let reader: number;
const run = (statement: string, values: unknown[] = []) =>
  sql(console.service.databaseUrl, statement, values);
beforeAll(async () => {
  console = await openConsole();
});
afterAll(() => console.service.close());
beforeEach(async () => {
  await emptyTables(console.service.databaseUrl, ['digest', 'subscriber', 'suppression']);
  reader = await addReader(console.service.deps, 'ada@example.org');
  await run(`INSERT INTO digest (origin, cadence, status, as_of) VALUES ('api', 'daily', 'finished', now())`);
  await run(
    `INSERT INTO delivery (digest_id, subscriber_id, state, detail) VALUES (1, $1, 'failed', 'RCPT: 550 no')`,
    [reader],
  );
  await recordHardBounce(console.service.deps, reader, '550 5.1.1 User unknown in table', 1);
});

const page = async (path: string) => (await console.browser.get(path)).body;
const status = async () => (await console.service.deps.stores.subscribers.byId(reader))?.status;

test('a barred reader’s page says why in the reply’s words, with the digest', async () => {
  const body = await page(`/admin/subscribers/${reader}`);
  expect(body).toContain('“550 5.1.1 User unknown in table”');
  expect(body).toContain('href="/admin/digests/1"');
  expect(body).toContain('Take the bounce back');
});

test('an owner takes it back with a note', async () => {
  const path = `/subscribers/${reader}/lift-bounce`;
  expect((await console.send(path, { note: '' })).statusCode).toBe(400);
  expect(await status()).toBe('bounced');
  expect((await console.send(path, { note: 'wrote to us from it' })).statusCode).toBe(303);
  expect(await status()).toBe('active');
  expect(await page(`/admin/subscribers/${reader}`)).not.toContain('Take the bounce back');
});

test('a digest that barred somebody leads to a page that asks first, and a button that undoes it', async () => {
  expect(await page('/admin/digests/1')).toContain('href="/admin/digests/1/undo-bounces"');
  expect(await page('/admin/digests/1/undo-bounces')).toContain('1 reader is barred now');
  expect(await status()).toBe('bounced');
  await console.send('/digests/1/undo-bounces');
  expect(await status()).toBe('active');
  expect(await page('/admin/digests/1')).not.toContain('undo-bounces');
  expect(await page('/admin/digests/1/undo-bounces')).toContain('Nobody is barred');
});

test('the API undoes it, too, and says how many readers that was', async () => {
  const api = await apiOf(console.service);
  expect((await api('POST', '/admin/digests/1/undo-bounces')).body).toEqual({ readers: 1 });
  expect((await api('POST', '/admin/digests/1/undo-bounces')).body).toEqual({ readers: 0 });
  expect((await api('POST', '/admin/digests/2/undo-bounces')).status).toBe(404);
});
