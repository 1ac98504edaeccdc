import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createToken } from '../../../src/app/accounts/api-tokens.ts';
import { personalData } from '../../../src/app/subscribers/export-personal-data.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { apiOf, problemFields } from '../../support/web/api.ts';
import { linkIn, sentMail, upload } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');

let service: TestService;
let app: App;
let api: Awaited<ReturnType<typeof apiOf>>;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
  api = await apiOf(service);
});
afterAll(() => service.close());
beforeEach(async () => {
  await emptyTables(service.databaseUrl, ['subscriber', 'suppression', 'caught_mail']);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
});

const csv = { 'content-type': 'text/csv' };
const importing = (lines: string[]) => api('POST', '/admin/subscribers/import', lines.join('\n'), csv);
const emails = ({ body }: Awaited<ReturnType<typeof api>>) =>
  body.items.map(({ email }: { email: string }) => email);

describe('the token', () => {
  const ask = (authorization?: string) =>
    app.inject({ url: '/api/v1/admin/stats', headers: authorization === undefined ? {} : { authorization } });
  test.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer wrong',
    'Bearer offprint_0000000000000000000000000000000',
    'Basic YWRtaW46YWRtaW4=',
  ])('%j is answered with 401, which says how to ask', async (authorization) => {
    const answer = await ask(authorization);
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status: 401, code: 'unauthenticated' });
  });
  test('decides what is told, which no browser and no proxy may keep', async () => {
    const { headers } = await ask();
    expect(headers['cache-control']).toBe('no-store');
    for (const path of ['/admin/stats', '/admin/subscribers', '/admin/subscribers.csv', '/admin/audit'])
      expect((await api('GET', path)).headers['cache-control'], path).toBe('no-store');
  });
  test('is looked at before anything else of the request', async () => {
    const wrong = { method: 'POST', url: '/api/v1/admin/subscribers', payload: '{', headers: csv } as const;
    expect((await app.inject(wrong)).statusCode).toBe(401);
  });
  test('is stored as its hash and prefix, and is worth nothing once revoked', async () => {
    const { token } = await createToken(service.deps, 'a program');
    expect((await ask(`Bearer ${token}`)).statusCode).toBe(200);
    expect((await ask(`bearer  ${token} `)).statusCode).toBe(200);
    const [row] = await sql(
      service.databaseUrl,
      `SELECT t::text AS row, prefix, token_hash = sha256($1::bytea) AS hashed FROM api_token t WHERE name = 'a program'`,
      [token],
    );
    expect(row).toMatchObject({ hashed: true, prefix: token.slice(0, 15) });
    expect(row?.['row']).not.toContain(token);
    await sql(service.databaseUrl, `UPDATE api_token SET revoked_at = now() WHERE name = 'a program'`);
    expect((await ask(`Bearer ${token}`)).statusCode).toBe(401);
  });
});

describe('subscribers', () => {
  test('are listed by id in pages, by status and by a part of address or name', async () => {
    for (const name of ['ada', 'bob', 'cyd', 'dan', 'eve'])
      await addReader(service.deps, `${name}@example.org`);
    await api('PATCH', '/admin/subscribers/2', { status: 'unsubscribed', name: 'Robert 100%' });

    const first = await api('GET', '/admin/subscribers?limit=2');
    expect([emails(first), first.body.next]).toEqual([['ada@example.org', 'bob@example.org'], 2]);
    const second = await api('GET', `/admin/subscribers?limit=2&after=${first.body.next}`);
    expect([emails(second), second.body.next]).toEqual([['cyd@example.org', 'dan@example.org'], 4]);
    const third = await api('GET', '/admin/subscribers?limit=2&after=4');
    expect([emails(third), third.body.next]).toEqual([['eve@example.org'], null]);

    expect(emails(await api('GET', '/admin/subscribers?status=unsubscribed'))).toEqual(['bob@example.org']);
    const find = (body: Record<string, unknown>) => api('POST', '/admin/subscribers/search', body);
    expect(emails(await find({ q: 'CYD@' }))).toEqual(['cyd@example.org']);
    expect(emails(await find({ q: 'rober' }))).toEqual(['bob@example.org']);
    expect(emails(await find({ q: 'a_a' }))).toEqual([]);
    expect(emails(await find({ q: '00%' }))).toEqual(['bob@example.org']);
    const newest = await find({ q: 'example', status: 'active', cadence: 'daily', limit: 2 });
    expect([emails(newest), newest.body.next]).toEqual([['eve@example.org', 'dan@example.org'], 4]);
    expect(emails(await find({ before: 2 }))).toEqual(['ada@example.org']);
    expect(problemFields(await find({ topic: 'no-such' }), 400, 'invalid')).toEqual(['topic']);
    // An address does not belong in a URL.
    expect(problemFields(await api('GET', '/admin/subscribers?q=ada'), 400, 'invalid')).toEqual(['q']);
  });

  test('are added as pending, with a confirmation mail, or as active, with where they agreed', async () => {
    const pending = await api('POST', '/admin/subscribers', {
      email: 'Ada@Example.ORG',
      name: 'Ada',
      topics: ['cs.RO'],
      cadence: 'weekly',
      timezone: 'Europe/Berlin',
      hour: 7,
      maxPapers: 5,
    });
    expect(pending.status).toBe(201);
    expect(pending.body).toMatchObject({
      id: 1,
      email: 'Ada@example.org',
      name: 'Ada',
      status: 'pending',
      topics: ['cs.RO'],
      cadence: 'weekly',
      maxPapers: 5,
      confirmedAt: null,
      nextDueAt: null,
    });
    const active = await api('POST', '/admin/subscribers', {
      email: 'bob@example.org',
      status: 'active',
      consentSource: 'paper form of 2026-11-20',
    });
    expect(active.body).toMatchObject({ status: 'active', confirmedAt: now.toISOString() });
    await runJobs(service);
    expect((await sentMail(service)).map(({ to }) => to)).toEqual(['Ada@example.org']);
    expect((await app.inject(linkIn((await sentMail(service))[0], 'confirm'))).statusCode).toBe(200);
    const { body } = await api('GET', '/admin/subscribers/2/export');
    expect(body.consent[0]).toMatchObject({ form: 'admin:paper form of 2026-11-20' });
    // What the description does not name goes out too.
    expect(body).toEqual(JSON.parse(JSON.stringify(await personalData(service.deps, 2))));
  });

  test.each([
    [{}, ['email']],
    [{ email: 'nonsense' }, ['email']],
    [{ email: 'a@example.org', status: 'active' }, ['consentSource']],
    [{ email: 'a@example.org', status: 'bounced' }, ['status']],
    [
      { email: 'a@example.org', topics: ['no-such'], hour: 99, maxPapers: 0 },
      ['hour', 'maxPapers', 'topics'],
    ],
    [{ email: 'a@example.org', colour: 'red' }, ['colour']],
    [{ email: 'a@example.org', name: 'a\0b' }, ['name']],
    [{ email: ['a@example.org'] }, ['email']],
  ])('are refused as %j', async (payload, fields) => {
    expect(problemFields(await api('POST', '/admin/subscribers', payload), 400, 'invalid')).toEqual(fields);
    expect((await api('GET', '/admin/subscribers')).body.items).toEqual([]);
  });

  test('cannot be added twice, nor while the address is suppressed', async () => {
    await addReader(service.deps, 'ada@example.org');
    problemFields(await api('POST', '/admin/subscribers', { email: 'ADA@example.org' }), 409, 'conflict');
    await api('POST', '/admin/suppressions', { email: 'bob@example.org' });
    problemFields(await api('POST', '/admin/subscribers', { email: 'bob@example.org' }), 409, 'conflict');
  });

  test('are changed field by field; what is absent stays', async () => {
    await addReader(service.deps, 'ada@example.org', { topics: ['cs.RO'], hour: 6 });
    const { body } = await api('PATCH', '/admin/subscribers/1', { cadence: 'monthly', name: 'Ada L.' });
    expect(body).toMatchObject({
      cadence: 'monthly',
      name: 'Ada L.',
      hour: 6,
      topics: ['cs.RO'],
      status: 'active',
    });
    expect((await api('PATCH', '/admin/subscribers/1', { topics: [], name: null })).body).toMatchObject({
      topics: [],
      name: null,
      cadence: 'monthly',
    });
    const refused = await api('PATCH', '/admin/subscribers/1', { timezone: 'Mars/Olympus', hour: -1 });
    expect(problemFields(refused, 400, 'invalid')).toEqual(['hour', 'timezone']);
  });

  test('can be unsubscribed by an admin and brought back, but never confirmed in their place', async () => {
    await addReader(service.deps, 'ada@example.org');
    expect((await api('PATCH', '/admin/subscribers/1', { status: 'unsubscribed' })).body).toMatchObject({
      status: 'unsubscribed',
      nextDueAt: null,
    });
    expect((await api('PATCH', '/admin/subscribers/1', { status: 'active' })).body.status).toBe('active');
    await api('POST', '/admin/subscribers', { email: 'pending@example.org' });
    problemFields(await api('PATCH', '/admin/subscribers/2', { status: 'active' }), 409, 'conflict');
    problemFields(await api('PATCH', '/admin/subscribers/2', { status: 'bounced' }), 400, 'invalid');
    await api('PATCH', '/admin/subscribers/1', { status: 'unsubscribed' });
    await api('POST', '/admin/suppressions', { email: 'ada@example.org' });
    problemFields(await api('PATCH', '/admin/subscribers/1', { status: 'active' }), 409, 'conflict');
  });

  test('are erased, and only a hashed suppression is kept', async () => {
    await addReader(service.deps, 'ada@example.org');
    const erased = await api('DELETE', '/admin/subscribers/1');
    expect([erased.status, erased.text]).toEqual([204, '']);
    problemFields(await api('GET', '/admin/subscribers/1'), 404, 'not_found');
    problemFields(await api('DELETE', '/admin/subscribers/1'), 404, 'not_found');
    const { body } = await api('GET', '/admin/suppressions');
    expect(body.items).toEqual([
      { id: 1, email: null, domain: null, reason: 'erased', note: null, createdAt: expect.any(String) },
    ]);
    expect((await importing(['email', 'ada@example.org'])).body.errors).toHaveLength(1);
  });

  test.each([
    ['GET', '/99'],
    ['PATCH', '/99'],
    ['DELETE', '/99'],
    ['GET', '/99/export'],
  ] as const)('%s %s of nobody is 404, and of no number 400', async (method, path) => {
    const payload = method === 'PATCH' ? {} : undefined;
    problemFields(await api(method, `/admin/subscribers${path}`, payload), 404, 'not_found');
    const wrong = await api(method, `/admin/subscribers${path.replace('99', 'x')}`, payload);
    expect(problemFields(wrong, 400, 'invalid')).toEqual(['id']);
  });

  test.each(['limit=0', 'limit=1001', 'after=-1', 'status=asleep', 'page=2', 'q=%00'])(
    'are not listed with %s',
    async (query) => {
      const answer = await api('GET', `/admin/subscribers?${query}`);
      expect(problemFields(answer, 400, 'invalid')).toEqual([query.split('=')[0]]);
    },
  );
});

describe('an import of subscribers', () => {
  const lines = [
    'email,name,topics,cadence,timezone,hour,status,consent_source,consent_at',
    'ada@example.org,Ada,cs.RO;cs.LG,weekly,Europe/Berlin,7,active,conference,2026-01-02T03:04:05Z',
    '"bob@example.org","Bob, Jr.",,,,,,,',
    'not-an-address,,no-such,hourly,Mars,99,asleep,,2999-01-01',
    'bad"quote@example.org,"Stray" mark,,,,,,,',
    '',
    'cyd@example.org, "Cyd, Dr." ,,,,,pending,,',
    'ADA@example.org,,,,,,,,',
  ];
  test.each([
    ['the body', { payload: lines.join('\r\n'), headers: csv }],
    ['a file of a form', upload('subscribers.csv', `\uFEFF${lines.join('\n')}`)],
  ])(
    'as %s adds the good rows and reports the bad ones with their lines',
    async (_name, { payload, headers }) => {
      const { status, body } = await api('POST', '/admin/subscribers/import', payload, headers);
      expect(status).toBe(200);
      expect(body).toMatchObject({ rows: 6, added: 3, existing: 1, pending: 1 });
      expect(body.errors.map(({ line }: { line: number }) => line)).toEqual([4, 5]);
      for (const field of ['email', 'topics', 'cadence', 'timezone', 'hour', 'status', 'consent_at'])
        expect(body.errors[0].message).toContain(`${field}: `);
      const { body: list } = await api('GET', '/admin/subscribers');
      expect(list.items).toMatchObject([
        {
          email: 'ada@example.org',
          name: 'Ada',
          topics: expect.arrayContaining(['cs.RO', 'cs.LG']),
          cadence: 'weekly',
          hour: 7,
        },
        { email: 'bob@example.org', name: 'Bob, Jr.', status: 'active', cadence: 'daily' },
        { email: 'cyd@example.org', name: 'Cyd, Dr.', status: 'pending' },
      ]);
      expect(list.items[0].confirmedAt).toBe('2026-01-02T03:04:05.000Z');
      await runJobs(service);
      expect((await sentMail(service)).map(({ to }) => to)).toEqual(['cyd@example.org']);
    },
  );

  test.each([
    ['without the column email', 'name,topics', ['email']],
    ['with an unknown column', 'email,colour', ['colour']],
    ['with a column twice', 'email,Email', ['header']],
  ])('%s is refused as a whole', async (_name, header, fields) => {
    const before = await checksums(service.databaseUrl, ['api_token']);
    const answer = await importing([header, 'ada@example.org,x']);
    expect(problemFields(answer, 400, 'invalid')).toEqual(fields);
    expect(await checksums(service.databaseUrl, ['api_token'])).toEqual(before);
  });

  test('ends what has ended elsewhere, for who is known and for who stood before in the file', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await addReader(service.deps, `${name}@example.org`);
    await service.deps.stores.subscribers.deactivate(4, 'complained', now);
    const rows = [
      'email,status',
      'A@example.org,complained',
      'b@example.org,bounced',
      'c@example.org,unsubscribed',
      // The stricter stays.
      'd@example.org,unsubscribed',
      'new@example.org,active',
      'New@example.org,unsubscribed',
      'new@example.org,active',
    ];
    const { body } = await api('POST', '/admin/subscribers/import', rows.join('\n'), csv);
    expect(body).toMatchObject({ rows: 7, added: 1, changed: 4, existing: 2, refused: 0 });
    const { body: list } = await api('GET', '/admin/subscribers');
    expect(list.items.map((one: { status: string }) => one.status)).toEqual([
      'complained',
      'bounced',
      'unsubscribed',
      'complained',
      'unsubscribed',
    ]);
    const { body: barred } = await api('GET', '/admin/suppressions');
    expect(barred.items.map((one: { reason: string }) => one.reason).toSorted()).toEqual([
      'bounce',
      'complaint',
    ]);
  });

  test('takes control characters out of names, and goes on after them', async () => {
    const { body } = await importing(['email,name', 'ada@example.org,A\0da', 'bob@example.org,Bob']);
    expect(body).toMatchObject({ added: 2, errors: [] });
    expect((await api('GET', '/admin/subscribers/1')).body.name).toBe('A da');
  });

  test('of a value that the database refuses costs that row alone', async () => {
    const { databaseUrl } = service;
    await sql(databaseUrl, `ALTER TABLE subscriber ADD CONSTRAINT no_mallory CHECK (name <> 'Mallory')`);
    try {
      const rows = Array.from({ length: 9 }, (_, n) => `r${n}@example.org,${n === 5 ? 'Mallory' : 'Ada'}`);
      const { body } = await importing(['email,name', ...rows]);
      expect(body).toMatchObject({
        rows: 9,
        added: 8,
        refused: 1,
        errors: [{ line: 7, message: expect.stringMatching(/^the database refuses it: .*no_mallory/) }],
      });
      const { body: list } = await api('GET', '/admin/subscribers');
      expect(emails({ body: list } as never)).toEqual(
        [0, 1, 2, 3, 4, 6, 7, 8].map((n) => `r${n}@example.org`),
      );
    } finally {
      await sql(databaseUrl, 'ALTER TABLE subscriber DROP CONSTRAINT no_mallory');
    }
  });

  test('refuses whoever the file itself has barred before, and dates that no calendar has', async () => {
    const rows = [
      'email,status,consent_at',
      'a@example.org,bounced,',
      'a@example.org,active,',
      'b@example.org,active,-100000-01-01T00:00:00Z',
      'c@example.org,,2026-01-01',
    ];
    const { body } = await importing(rows);
    expect(body).toMatchObject({ rows: 4, added: 2, changed: 0, existing: 0, refused: 2 });
    expect(body.errors.map(({ line }: { line: number }) => line)).toEqual([3, 4]);
  });

  test('suppresses those that come as bounced or complained, and does not bring back the suppressed', async () => {
    await importing(['email,status', 'a@example.org,bounced', 'b@example.org,complained']);
    const { body } = await api('GET', '/admin/suppressions');
    expect(body.items.map(({ reason }: { reason: string }) => reason).toSorted()).toEqual([
      'bounce',
      'complaint',
    ]);
    await emptyTables(service.databaseUrl, ['subscriber'], { numbers: 'go on' });
    expect((await importing(['email', 'a@example.org', 'c@example.org'])).body).toMatchObject({
      added: 1,
      errors: [{ line: 2, message: expect.stringContaining('suppressed') }],
    });
  });

  test.each([
    ['nothing', undefined, {}],
    ['JSON', { email: 'a@example.org' }, {}],
    ['a form without a file', '--b--\r\n', { 'content-type': 'multipart/form-data; boundary=b' }],
  ])('of %s says that the file is missing', async (_name, payload, headers) => {
    const answer = await api('POST', '/admin/subscribers/import', payload, headers);
    expect(problemFields(answer, 400, 'invalid')).toEqual(['file']);
  });
});

describe('the export of subscribers', () => {
  test('is CSV that can be imported again, with the cells quoted that a spreadsheet would run', async () => {
    for (const [i, name] of ['=cmd|calc', '+1', '-1', '@SUM(A1)', '\tx', 'plain, "quoted"'].entries()) {
      const added = {
        email: `a${i}@example.org`,
        name,
        topics: ['cs.RO', 'cs.LG'],
        status: 'active',
        consentSource: 'x',
      };
      expect((await api('POST', '/admin/subscribers', added)).status).toBe(201);
    }
    await api('PATCH', '/admin/subscribers/1', { status: 'unsubscribed' });
    const answer = await api('GET', '/admin/subscribers.csv');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toMatch(/^attachment/);
    const rows: Record<string, string>[] = parse(answer.text, { columns: true });
    expect(rows).toHaveLength(6);
    expect(rows[0]).toMatchObject({
      email: 'a0@example.org',
      topics: expect.stringMatching(/^cs\.\w\w;cs\.\w\w$/),
      status: 'unsubscribed',
    });
    for (const row of rows) expect(row['name']).not.toMatch(/^[=+\-@\t\r]/);
    expect(rows[5]?.['name']).toBe('plain, "quoted"');

    expect(answer.text.charCodeAt(0)).not.toBe(0xfeff);
    expect((await api('GET', '/admin/subscribers.csv?bom=true')).text).toBe(`\ufeff${answer.text}`);

    const only = await api('GET', '/admin/subscribers.csv?status=unsubscribed');
    expect(parse(only.text, { columns: true })).toHaveLength(1);
    problemFields(await api('GET', '/admin/subscribers.csv?status=x'), 400, 'invalid');

    await emptyTables(service.databaseUrl, ['subscriber'], { numbers: 'go on' });
    const again = await api('POST', '/admin/subscribers/import', answer.text, csv);
    expect(again.body).toMatchObject({ rows: 6, added: 6, errors: [] });
    expect((await api('GET', '/admin/stats')).body.subscribers).toMatchObject({ active: 5, unsubscribed: 1 });
  });
});

describe('suppressions', () => {
  test('are added, listed in pages and lifted', async () => {
    for (const name of ['a', 'b', 'c']) {
      const { status, body } = await api('POST', '/admin/suppressions', {
        email: `${name}@example.org`,
        note: 'asked',
      });
      expect([status, body.reason, body.note]).toEqual([201, 'manual', 'asked']);
    }
    const again = await api('POST', '/admin/suppressions', { email: 'A@example.org' });
    expect(again.body.id).toBe(1);
    expect(emails(await api('GET', '/admin/suppressions?limit=2'))).toEqual([
      'a@example.org',
      'b@example.org',
    ]);
    expect(emails(await api('GET', '/admin/suppressions?after=2'))).toEqual(['c@example.org']);
    expect((await api('DELETE', '/admin/suppressions/1')).status).toBe(204);
    problemFields(await api('DELETE', '/admin/suppressions/1'), 404, 'not_found');
    expect(await service.deps.stores.suppressions.isSuppressed('a@example.org')).toBe(false);
    const refused = await api('POST', '/admin/suppressions', { email: 'x', note: 'a\0b' });
    expect(problemFields(refused, 400, 'invalid')).toEqual(['note']);
    expect(problemFields(await api('POST', '/admin/suppressions', { email: 'x' }), 400, 'invalid')).toEqual([
      'email',
    ]);
  });
});

test('the numbers of the service add up', async () => {
  await addReader(service.deps, 'ada@example.org');
  const { body } = await api('GET', '/admin/stats');
  expect(body).toMatchObject({
    subscribers: { pending: 0, active: 1, unsubscribed: 0, bounced: 0, complained: 0 },
    papers: 0,
    lastDigestAt: null,
  });
});
