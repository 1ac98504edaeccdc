import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Stores } from '../../../src/app/persistence.ts';
import { rowsAtATime } from '../../../src/app/subscribers/import-rows.ts';
import { runImport } from '../../../src/app/subscribers/imports/uploaded-imports.ts';
import { runJobs } from '../../support/jobs.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { tidyAll } from '../../support/retention.ts';
import { type Console, openConsole } from '../../support/web/console.ts';

const now = new Date('2026-11-24T10:00:00Z');
const note = 'Sign-up sheet of the reading group';

let desk: Console;
beforeAll(async () => {
  desk = await openConsole();
});
afterAll(() => desk.service.close());
beforeEach(async () => {
  const { databaseUrl, clock } = desk.service;
  clock.now = now;
  await emptyTables(databaseUrl, ['subscriber', 'suppression', 'subscriber_import']);
  await sql(databaseUrl, 'DELETE FROM pgboss.job');
  await desk.audited();
});

const deps = () => desk.service.deps;
const page = async (path = '/1') => (await desk.browser.get(`/admin/subscribers/import${path}`)).body;
const send = (path: string, values: Record<string, string> = {}) =>
  desk.send(`/subscribers/import${path}`, values);
const emails = async () =>
  (await sql(desk.service.databaseUrl, 'SELECT email, status FROM subscriber ORDER BY id')).map(
    ({ email, status }) => `${String(email)} ${String(status)}`,
  );

const file = [
  'E-Mail,Full name,Favourite colour,Topics',
  'ada@example.org,Ada,red,cs.RO',
  'known@example.org,,,',
  'not an address,Bob,,',
  'barred@example.org,,,',
  'ADA@example.org,,,',
  'cyd@example.org,Cyd,,no-such-topic',
  'dan@example.org,Dan,blue,cs.LG;cs.RO',
].join('\r\n');
const mapping = {
  'column-0': 'email',
  'column-1': 'name',
  'column-2': '',
  'column-3': 'topics',
  consentNote: note,
  defaultStatus: 'active',
};

async function uploaded(): Promise<void> {
  await addReader(deps(), 'known@example.org');
  await deps().stores.suppressions.suppress('barred@example.org', 'manual');
  const answer = await desk.upload(file);
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/admin/subscribers/import/1']);
}

describe('an import', () => {
  test('goes from the file over its columns and a look at every row to the import', async () => {
    await uploaded();
    const first = await page();
    // Guessed by the names that other programs give.
    for (const [column, name] of [
      ['column-0', 'email'],
      ['column-1', 'name'],
      ['column-3', 'topics'],
    ])
      expect(first).toMatch(
        new RegExp(`<select id="${column}"[^>]*>(?:(?!</select>)[\\s\\S])*value="${name}" selected`),
      );
    expect(first).toContain('Favourite colour <span class="muted">red</span>');
    expect((await send('/1/check', mapping)).statusCode).toBe(303);
    expect(await page()).toContain('being checked');
    await runJobs(desk.service);

    const checked = await page();
    expect(checked).toContain(
      '7 rows read: 2 would be added (0 of them to be confirmed by mail), 0 changed, 2 known, 3 refused',
    );
    for (const [line, words] of [
      [4, 'email: An address needs an @'],
      [5, 'email: is suppressed'],
      [7, 'topics: there is no topic'],
    ])
      expect(checked).toMatch(new RegExp(`<th scope="row">${line}</th><td[^>]*>${words}`));
    expect(await emails()).toEqual(['known@example.org active']);

    expect((await send('/1/start')).statusCode).toBe(303);
    await runJobs(desk.service);
    expect(await page()).toContain('7 rows read: 2 added');
    expect(await emails()).toEqual([
      'known@example.org active',
      'ada@example.org active',
      'dan@example.org active',
    ]);
    const requests = await deps().stores.requests.requestsOf(2);
    expect(requests[0]).toMatchObject({ form: `import:${note}`, confirmedAt: now });
    expect((await deps().stores.subscribers.byId(2))!.name).toBe('Ada');
    expect(await desk.audited()).toEqual([
      'admin 1: import uploaded, import 1',
      'admin 1: import checked, import 1',
      'admin 1: import started, import 1',
      'admin 1: subscribers imported, subscribers',
    ]);
    // The file is gone, and what came of it stays to be seen.
    expect(await sql(desk.service.databaseUrl, 'SELECT FROM subscriber_import_chunk')).toEqual([]);
    expect((await deps().stores.imports.byId(1))!.sample).toEqual([]);
  });

  test('of pending people sends each a confirmation', async () => {
    await desk.upload('email\nada@example.org\n');
    await send('/1/check', { 'column-0': 'email', consentNote: note, defaultStatus: 'pending' });
    await runJobs(desk.service);
    expect(await page()).toContain('1 would be added (1 of them to be confirmed by mail)');
    await send('/1/start');
    await runJobs(desk.service);
    expect(await emails()).toEqual(['ada@example.org pending']);
  });

  test('says beside each field what is wrong with the mapping, and keeps what was chosen', async () => {
    await desk.upload(file);
    const answer = await send('/1/check', {
      ...mapping,
      'column-0': 'name',
      consentNote: 'short',
      defaultStatus: 'bounced',
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('id="columns-error">Say which column is email');
    expect(answer.body).toContain('id="column-1-error">another column holds this');
    expect(answer.body).toMatch(/id="consentNote-error">Say in 10 to 200/);
    expect(answer.body).toContain('id="defaultStatus-error">Must be active or pending');
    expect(answer.body).toContain('>short</textarea>');
    expect((await deps().stores.imports.byId(1))!.state).toBe('uploaded');
    expect((await send('/1/start')).statusCode).toBe(409);
  });

  test.each([
    ['', 'The file is empty.'],
    [Array.from({ length: 101 }, (_, n) => `c${n}`).join(','), 'The file has more than 100 columns.'],
  ])('of a file that cannot be one (%#) is refused and leaves nothing', async (content, words) => {
    const answer = await desk.upload(content);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain(words);
    expect(await sql(desk.service.databaseUrl, 'SELECT FROM subscriber_import')).toEqual([]);
    expect(await desk.audited()).toEqual([]);
  });

  test('takes nothing in without the token of its form, or from strangers', async () => {
    expect((await desk.upload(file, { csrf: 'made-up' })).statusCode).toBe(403);
    const { headers, payload } = {
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      payload:
        '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nemail\r\n--x--\r\n',
    };
    const stranger = await desk.app.inject({
      method: 'POST',
      url: '/admin/subscribers/import',
      headers,
      payload,
    });
    expect(stranger.statusCode).toBe(401);
    expect(await sql(desk.service.databaseUrl, 'SELECT FROM subscriber_import')).toEqual([]);
  });

  const inWindows1252 = Buffer.from(
    'email;name\r\nada@example.org;Jürgen\r\nbob@example.org;Bob\r\n',
    'latin1',
  );
  const bothColumns = { 'column-0': 'email', 'column-1': 'name', consentNote: note, defaultStatus: 'active' };
  const names = async () =>
    (await sql(desk.service.databaseUrl, 'SELECT name FROM subscriber ORDER BY id')).map(({ name }) => name);

  test('of a file that is not UTF-8 asks what it is, with one of its lines', async () => {
    await desk.upload(inWindows1252);
    expect(await page()).toContain('<q>ada@example.org, Jürgen</q>');
    const unsaid = await send('/1/check', bothColumns);
    expect([unsaid.statusCode, unsaid.body.includes('id="encoding-error"')]).toEqual([400, true]);
    await send('/1/check', { ...bothColumns, encoding: 'windows-1252' });
    await runJobs(desk.service);
    await send('/1/start');
    await runJobs(desk.service);
    expect(await names()).toEqual(['Jürgen', 'Bob']);
  });

  test('gives its refused rows back as a file, which is mended and imported', async () => {
    await desk.upload(inWindows1252);
    await send('/1/check', { ...bothColumns, encoding: 'utf-8' });
    await runJobs(desk.service);
    await send('/1/start');
    await runJobs(desk.service);
    expect(await names()).toEqual(['Bob']);
    expect(await page()).toContain('href="/admin/subscribers/import/1/refused.csv"');
    const refused = await desk.browser.get('/admin/subscribers/import/1/refused.csv');
    expect(refused.headers['content-disposition']).toBe('attachment; filename="refused-1.csv"');
    const [head, row] = refused.body.split('\r\n');
    expect(head).toBe('refused_because,email,name');
    expect(row).toMatch(/^"line 2: has characters that are not UTF-8: .*",ada@example.org,Jürgen$/);
    await desk.upload(refused.body);
    await send('/2/check', {
      'column-0': '',
      'column-1': 'email',
      'column-2': 'name',
      consentNote: note,
      defaultStatus: 'active',
    });
    await runJobs(desk.service);
    await send('/2/start');
    await runJobs(desk.service);
    expect(await names()).toEqual(['Bob', 'Jürgen']);
  });

  test('that only ends subscriptions can be started, and says so', async () => {
    await addReader(deps(), 'known@example.org');
    await desk.upload('email,status\nknown@example.org,unsubscribed\n');
    await send('/1/check', { ...bothColumns, 'column-1': 'status' });
    await runJobs(desk.service);
    expect(await page()).toContain('<h2 id="start">End 1 subscriber</h2>');
    await send('/1/start');
    await runJobs(desk.service);
    expect(await emails()).toEqual(['known@example.org unsubscribed']);
  });

  const many = (count: number) =>
    ['email', ...Array.from({ length: count }, (_, n) => `reader${n}@example.org`)].join('\n');
  const subscribers = async () =>
    (await sql(desk.service.databaseUrl, 'SELECT count(*)::int FROM subscriber'))[0]!['count'];
  /** Does `then` after each transaction that brings rows in. */
  const afterBatches = (then: () => Promise<void>) => {
    const { atomically } = deps();
    return {
      ...deps(),
      atomically: async <T>(work: (stores: Stores) => Promise<T>) => {
        const done = await atomically(work);
        await then();
        return done;
      },
    };
  };
  const started = async (rows: number) => {
    await desk.upload(many(rows));
    await send('/1/check', { 'column-0': 'email', consentNote: note, defaultStatus: 'active' });
    await runJobs(desk.service);
    await send('/1/start');
  };
  const rows = rowsAtATime + 450;

  test('that was cut off goes on, adds nobody twice and nobody too few', async () => {
    await started(rows);
    const ending = new AbortController();
    const cutOff = afterBatches(async () => ending.abort(new Error('the process is to end')));
    await expect(runImport(cutOff, 1, ending.signal)).rejects.toThrow('the process is to end');
    expect(await subscribers()).toBe(rowsAtATime);
    await runJobs(desk.service);
    expect((await deps().stores.imports.byId(1))!.progress).toEqual({
      rows,
      added: rows,
      changed: 0,
      existing: 0,
      pending: 0,
      refused: 0,
    });
    expect(await subscribers()).toBe(rows);
  });

  test('that two processes have in hand counts each row once', async () => {
    await started(rows);
    const both = [runImport(deps(), 1, new AbortController().signal), runJobs(desk.service)];
    await Promise.all(both);
    expect((await deps().stores.imports.byId(1))!.progress).toMatchObject({ rows, added: rows, existing: 0 });
    expect(await subscribers()).toBe(rows);
  });

  test('stops when it is discarded, and what it added stays', async () => {
    await started(rows);
    const discarding = afterBatches(async () => void (await deps().stores.imports.discard(1)));
    await runImport(discarding, 1, new AbortController().signal);
    expect(await subscribers()).toBe(rowsAtATime);
    expect((await desk.browser.get('/admin/subscribers/import/1')).statusCode).toBe(404);
  });

  test('of a file that calls itself something else is refused', async () => {
    const answer = await desk.upload(file, { name: 'people.xlsx' });
    expect([answer.statusCode, answer.body.includes('Choose a CSV file')]).toEqual([400, true]);
    expect(await sql(desk.service.databaseUrl, 'SELECT FROM subscriber_import_chunk')).toEqual([]);
  });

  test('that nobody goes on with is forgotten after seven days, with its file', async () => {
    await desk.upload(file);
    desk.service.clock.now = new Date(now.getTime() + 6.9 * 86_400_000);
    await tidyAll(desk.service);
    await desk.signIn();
    expect(await page('')).toContain('people.csv');
    desk.service.clock.now = new Date(now.getTime() + 7.1 * 86_400_000);
    await tidyAll(desk.service);
    expect(await sql(desk.service.databaseUrl, 'SELECT FROM subscriber_import_chunk')).toEqual([]);
  });
});
