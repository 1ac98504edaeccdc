import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runChange } from '../../../src/app/subscribers/bulk/run-change.ts';
import { runJobs, waitingJobs } from '../../support/jobs.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { tidyAll } from '../../support/retention.ts';
import { password } from '../../support/web/admins.ts';
import { type Console, openConsole } from '../../support/web/console.ts';

const now = new Date('2026-11-24T10:00:00Z');

let desk: Console;
beforeAll(async () => {
  desk = await openConsole();
  desk.service.clock.now = now;
});
afterAll(() => desk.service.close());
beforeEach(async () => {
  const { databaseUrl } = desk.service;
  await emptyTables(databaseUrl, ['subscriber', 'suppression', 'tag', 'bulk_change']);
  await sql(databaseUrl, 'DELETE FROM pgboss.job');
  await sql(databaseUrl, 'DELETE FROM sign_in_try');
  await desk.audited();
});

const deps = () => desk.service.deps;
const send = (path: string, values: Record<string, string> = {}) => desk.send(`/subscribers${path}`, values);
const check = (values: Record<string, string>) => send('/changes/check', values);
const start = (values: Record<string, string>) => send('/changes', values);
const page = async (id: number) => (await desk.browser.get(`/admin/subscribers/changes/${id}`)).body;
const signal = () => new AbortController().signal;
const changes = () => deps().stores.bulkChanges;
const statuses = async () =>
  (await sql(desk.service.databaseUrl, 'SELECT status::text AS s FROM subscriber ORDER BY id')).map(
    ({ s }) => s,
  );
const everything = () => checksums(desk.service.databaseUrl, ['admin_session', 'sign_in_try']);

/** `reader1@example.org` and so on: all active, but every fifth one unsubscribed. */
async function addMany(count: number): Promise<void> {
  await sql(
    desk.service.databaseUrl,
    `INSERT INTO subscriber (email, address_hash, status, confirmed_at)
     SELECT 'reader' || n || '@example.org', sha256(convert_to('reader' || n, 'UTF8')),
       (CASE WHEN n % 5 = 0 THEN 'unsubscribed' ELSE 'active' END)::subscriber_status, now()
     FROM generate_series(1, ${count}) n`,
  );
}

describe('what is asked before', () => {
  test('says how many it is about, by status and with what was looked for, and changes nothing', async () => {
    await addMany(1_250);
    const before = await everything();
    const { body } = await check({ kind: 'unsubscribe', q: 'reader', language: 'en' });
    expect(body).toContain('<h1>Unsubscribe 1,000 subscribers</h1>');
    expect(body).toContain('This will unsubscribe 1,000 subscribers: 1,000 active.');
    expect(body).toMatch(/<dt>Address or name<\/dt><dd>reader<\/dd>/);
    expect(body).toMatch(/<input type="hidden" name="counted" value="1000">/);
    expect(body).toMatch(/<input type="hidden" name="q" value="reader">/);
    const erase = (await check({ kind: 'erase' })).body;
    expect(erase).toContain('This will erase 1,250 subscribers: 1,000 active, 250 unsubscribed.');
    expect(erase).toMatch(/<dd>everybody<\/dd>/);
    expect(erase).toMatch(/type="password" name="present"/);
    const nobody = (await check({ kind: 'unsubscribe', status: 'unsubscribed' })).body;
    expect(nobody).toContain('Nobody who fits is active or pending');
    expect(nobody).not.toContain('name="counted"');
    expect((await check({ kind: 'mail' })).statusCode).toBe(400);
    expect((await check({ kind: 'tag', tag: 'none' })).statusCode).toBe(400);
    expect(await everything()).toEqual(before);
  });

  test('is asked again when the number has changed, and nothing is begun', async () => {
    await addMany(10);
    await addReader(deps(), 'ada@example.org');
    const before = await everything();
    const refused = await start({ kind: 'unsubscribe', counted: '8' });
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toMatch(/role="alert">It is about 9 subscribers now, and was about 8/);
    expect(refused.body).toContain('name="counted" value="9"');
    for (const counted of ['', 'nine', '9.5', '-9', '1e9'])
      expect((await start({ kind: 'unsubscribe', counted })).statusCode).toBe(409);
    expect((await start({ kind: 'unsubscribe', counted: '0', q: 'nobody' })).statusCode).toBe(409);
    expect(await everything()).toEqual(before);
    expect(await desk.audited()).toEqual([]);
  });
});

describe('a change of many', () => {
  test('tags all who fit, and takes a tag from them', async () => {
    await addMany(10);
    const answer = await start({ kind: 'tag', givenTag: 'Lab', status: 'active', counted: '8' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/admin/subscribers/changes/1']);
    expect(await page(1)).toContain('0 of 8 have had their turn');
    // Only an id, no address and no word that was looked for.
    expect((await waitingJobs(desk.service)).map(({ name, data }) => [name, data])).toEqual([
      ['change-subscribers', { changeId: 1 }],
    ]);
    await runJobs(desk.service);
    expect(await page(1)).toContain('8 of 8 have had their turn: 8 given the tag “Lab”.');
    await start({ kind: 'tag', givenTag: 'LAB', counted: '10' });
    await runJobs(desk.service);
    // Who had it keeps it.
    expect((await changes().byId(2))!).toMatchObject({ state: 'done', total: 10, changed: 2, left: 0 });
    await start({ kind: 'untag', givenTag: 'lab', status: 'unsubscribed', tag: 'lab', counted: '2' });
    await runJobs(desk.service);
    expect((await deps().stores.tags.listTagsWithHolders())[0]).toMatchObject({ name: 'Lab', holders: 8 });
    expect(await desk.audited()).toEqual([
      'admin 1: subscribers tagged, subscribers',
      'admin 1: subscribers tagged, subscribers',
      'admin 1: subscribers untagged, subscribers',
    ]);
    const [line] = await deps().stores.audit.list({ before: null, limit: 1 });
    expect(line!.detail).toMatchObject({ change: 3, count: 2, tag: 'Lab', status: 'unsubscribed' });
  });

  test('refuses a tag that cannot be, beside its field', async () => {
    await addMany(2);
    for (const [kind, words] of [
      ['tag', 'Must have a name'],
      ['untag', 'Must have a name'],
    ] as const) {
      const refused = await start({ kind, givenTag: '', counted: '2' });
      expect([refused.statusCode, refused.body.includes(`id="givenTag-error">${words}`)]).toEqual([
        400,
        true,
      ]);
    }
    const none = await start({ kind: 'untag', givenTag: 'no such', counted: '2' });
    expect(none.body).toMatch(/id="givenTag-error">There is no tag &quot;no such&quot;/);
    expect(await deps().stores.tags.listTags()).toEqual([]);
  });

  test('unsubscribes whom it was about when it began, and nobody who came later', async () => {
    await addMany(10);
    await start({ kind: 'unsubscribe', q: 'example.org', counted: '8' });
    const late = await addReader(deps(), 'late@example.org');
    await sql(desk.service.databaseUrl, `UPDATE subscriber SET status = 'bounced' WHERE id = 1`);
    await runJobs(desk.service);
    expect(await statuses()).toEqual([
      'bounced',
      ...Array.from({ length: 9 }, () => 'unsubscribed'),
      'active',
    ]);
    expect((await changes().byId(1))!).toMatchObject({ state: 'done', total: 8, changed: 7, left: 0 });
    expect((await deps().stores.subscribers.byId(late))!.status).toBe('active');
    const [event] = await deps().stores.subscribers.events(2);
    expect(event).toMatchObject({ kind: 'unsubscribed', actor: 'admin' });
    // No mail to any of them.
    expect((await waitingJobs(desk.service)).filter(({ name }) => name === 'send-subscription-mail')).toEqual(
      [],
    );
    const [line] = await deps().stores.audit.list({ before: null, limit: 1 });
    expect(line).toMatchObject({ action: 'subscribers unsubscribed', detail: { count: 8, search: true } });
    expect(JSON.stringify(line!.detail)).not.toContain('example.org');
  });

  test('erases all who fit once the password is given, and keeps hashes alone', async () => {
    await addMany(120);
    const before = await everything();
    const refused = await start({ kind: 'erase', status: 'active', counted: '96', present: 'wrong' });
    expect(refused.statusCode).toBe(400);
    expect(refused.body).toMatch(/id="present-error">This is not your present password/);
    expect(refused.body).not.toContain('value="wrong"');
    expect(await everything()).toEqual(before);
    await start({ kind: 'erase', status: 'active', counted: '96', present: password });
    await runJobs(desk.service);
    expect(await statuses()).toEqual(Array.from({ length: 24 }, () => 'unsubscribed'));
    expect(await deps().stores.suppressions.isSuppressed('reader1@example.org')).toBe(true);
    expect(await deps().stores.suppressions.isSuppressed('reader5@example.org')).toBe(false);
    expect((await changes().byId(1))!).toMatchObject({ total: 96, changed: 96, left: 0 });
    // One line for all of them.
    expect(await desk.audited()).toEqual(['admin 1: subscribers erased, subscribers']);
  });
});

describe('a change that is cut off', () => {
  test('loses nothing and goes on with who is left', async () => {
    await addMany(500);
    await start({ kind: 'unsubscribe', counted: '400' });
    const cut = new AbortController();
    let chunks = 0;
    const dying = {
      ...deps(),
      // Ends in the middle of the second part.
      atomically: async <T>(work: (stores: ReturnType<typeof deps>['stores']) => Promise<T>) =>
        await deps().atomically(async (stores) => {
          const result = await work(stores);
          if (++chunks === 2) throw new Error('killed');
          return result;
        }),
    };
    await expect(runChange(dying, 1, cut.signal)).rejects.toThrow('killed');
    expect((await changes().byId(1))!).toMatchObject({ state: 'running', changed: 200, left: 200 });
    expect(await page(1)).toContain('200 of 400 have had their turn: 200 unsubscribed.');
    const list = (await desk.browser.get('/admin/subscribers')).body;
    expect(list).toMatch(
      /<a href="\/admin\/subscribers\/changes\/1">Unsubscribe 400 subscribers<\/a>: 200 of 400/,
    );
    cut.abort();
    await expect(runChange(deps(), 1, cut.signal)).rejects.toThrow();
    await runChange(deps(), 1, signal());
    expect((await changes().byId(1))!).toMatchObject({ state: 'done', changed: 400, left: 0 });
    const [row] = await sql(
      desk.service.databaseUrl,
      `SELECT count(*)::int AS events FROM subscriber_event WHERE kind = 'unsubscribed'`,
    );
    expect(row).toEqual({ events: 400 });
  });

  test('is given out again by the sweep when its job is gone', async () => {
    await addMany(10);
    await start({ kind: 'unsubscribe', counted: '8' });
    await sql(desk.service.databaseUrl, 'DELETE FROM pgboss.job');
    const { sweep } = await import('../../../src/app/deliveries/sweep.ts');
    await sweep(deps());
    await sweep(deps());
    expect((await waitingJobs(desk.service)).map(({ name }) => name)).toEqual(['change-subscribers']);
    await runJobs(desk.service);
    expect((await changes().byId(1))!.state).toBe('done');
    // What came of it is kept for a month.
    desk.service.clock.now = new Date(now.getTime() + 31 * 86_400_000);
    await tidyAll(desk.service);
    desk.service.clock.now = now;
    expect(await changes().byId(1)).toBeNull();
  });

  test('ends when somebody stops it, and what is done stays', async () => {
    await addMany(10);
    await start({ kind: 'unsubscribe', counted: '8' });
    const stopped = await send('/changes/1/stop');
    expect(stopped.headers.location).toBe('/admin/subscribers/changes/1');
    await runJobs(desk.service);
    expect(await statuses()).toContain('active');
    expect(await page(1)).toContain('It was for 8, and was stopped: 0 unsubscribed.');
    expect((await send('/changes/1/stop')).statusCode).toBe(409);
    expect((await send('/changes/99/stop')).statusCode).toBe(404);
    expect(await desk.audited()).toEqual([
      'admin 1: subscribers unsubscribed, subscribers',
      'admin 1: change of subscribers stopped, subscribers',
    ]);
  });

  test('has no turn for who is erased meanwhile, and nothing of them stays', async () => {
    await addMany(3);
    await start({ kind: 'unsubscribe', counted: '3' });
    await send('/2/erase', { confirm: 'reader2@example.org' });
    expect((await changes().byId(1))!.left).toBe(2);
    await runJobs(desk.service);
    expect((await changes().byId(1))!).toMatchObject({ total: 3, changed: 2, left: 0 });
  });
});
