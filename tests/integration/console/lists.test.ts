import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createToken } from '../../../src/app/accounts/api-tokens.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { password } from '../../support/web/admins.ts';
import { apiOf } from '../../support/web/api.ts';
import { type Console, openConsole } from '../../support/web/console.ts';

const now = new Date('2026-11-24T10:00:00Z');
const secret = 'a-secret-of-postmark-posts';

let desk: Console;
beforeAll(async () => {
  desk = await openConsole({ env: { WEBHOOK_POSTMARK_SECRET: secret } });
  desk.service.clock.now = now;
});
afterAll(() => desk.service.close());
beforeEach(async () => {
  await emptyTables(desk.service.databaseUrl, [
    'subscriber',
    'suppression',
    'bounce_event',
    'webhook_post',
    'audit_event',
    'api_token',
  ]);
});

const stores = () => desk.service.deps.stores;
/** A page, with the signs of addresses as a browser reads them. */
const get = async (path: string) => (await desk.browser.get(`/admin${path}`)).body.replaceAll('&#x3D;', '=');
const firstCells = (html: string) =>
  [...html.matchAll(/<tr><th scope="row">(?:<[^>]+>)*([^<]+)/g)].map(([, cell]) => cell!.trim());
const olderOf = (html: string) =>
  /<p class="older"><a class="button" href="\/admin([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');

/** All pages of a list, to their end. */
async function throughAll(path: string): Promise<string[]> {
  const cells: string[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const body = await get(next);
    cells.push(...firstCells(body));
    next = olderOf(body);
  }
  return cells;
}

describe('suppressions', () => {
  test('are listed by kind and reason, in pages, and what is erased is shown as a hash', async () => {
    const { suppressions } = stores();
    await suppressions.suppress('ada@example.org', 'bounce', { note: 'full <b>' });
    await suppressions.suppressDomain('example.net');
    await suppressions.suppress('gone@example.org', 'erased', { keepAddress: false });
    expect(firstCells(await get('/suppressions'))).toEqual([
      'erased address (number 3)',
      '@example.net',
      'ada@example.org',
    ]);
    expect(await get('/suppressions')).toContain('(number 3) <span class="badge">hash</span>');
    expect(await get('/suppressions')).toContain('full &lt;b&gt;');
    expect(firstCells(await get('/suppressions?kind=domain'))).toEqual(['@example.net']);
    expect(firstCells(await get('/suppressions?kind=hash'))).toEqual(['erased address (number 3)']);
    expect(firstCells(await get('/suppressions?kind=address&reason=bounce'))).toEqual(['ada@example.org']);
    expect(firstCells(await get('/suppressions?reason=complaint'))).toEqual([]);

    for (let n = 0; n < 120; n++) await suppressions.suppress(`reader${n}@example.org`, 'complaint');
    const all = await throughAll('/suppressions?reason=complaint');
    expect([all.length, new Set(all).size, all[0]]).toEqual([120, 120, 'reader119@example.org']);
  });

  test('are added for an address or a domain and lifted, each with a line in the audit', async () => {
    await desk.send('/suppressions', { what: ' Ada@Example.org ', note: 'asked by phone' });
    await desk.send('/suppressions', { what: '@Example.NET', note: '' });
    expect(await stores().suppressions.isSuppressed('ada@example.org')).toBe(true);
    expect(await stores().suppressions.isSuppressed('bob@example.net')).toBe(true);
    expect((await desk.send('/suppressions/1/lift')).headers.location).toBe(
      '/admin/suppressions?done=lifted',
    );
    expect(await stores().suppressions.isSuppressed('ada@example.org')).toBe(false);
    expect((await desk.send('/suppressions/1/lift')).statusCode).toBe(404);
    const lines = await stores().audit.list({ before: null, limit: 10 });
    expect(lines.map(({ actor, action, object }) => [actor, action, object])).toEqual([
      ['admin 1', 'suppression lifted', 'suppression 1'],
      ['admin 1', 'suppression added', 'suppression 2'],
      ['admin 1', 'suppression added', 'suppression 1'],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/ada@/i);
  });

  test.each([
    ['ada@', 'The domain after the @ is missing'],
    ['not a domain', 'cannot have spaces'],
    ['', 'The domain after the @ is missing'],
  ])('are refused for %j beside the field, with what was typed', async (what, words) => {
    const { statusCode, body } = await desk.send('/suppressions', { what, note: 'kept' });
    expect(statusCode).toBe(400);
    expect(body).toMatch(new RegExp(`<p class="error" id="what-error">[^<]*${words}`));
    expect(body).toContain(`name="what" value="${what}"`);
    expect(body).toContain('name="note" value="kept"');
  });

  test('are found by address, by hash too, without an address in a URL or a change', async () => {
    await stores().suppressions.suppress('Gone@example.org', 'erased', { keepAddress: false });
    await stores().suppressions.suppressDomain('example.org');
    const before = await checksums(desk.service.databaseUrl, ['admin_session']);
    const both = await desk.send('/suppressions/find', { email: 'gone@EXAMPLE.org' });
    expect(firstCells(both.body)).toEqual(['@example.org', 'erased address (number 1)']);
    expect(both.body).not.toMatch(/(?:href|action)="[^"]*gone/i);
    const none = await desk.send('/suppressions/find', { email: 'ada@example.net' });
    expect(none.body).toContain('Not suppressed.');
    const wrong = await desk.send('/suppressions/find', { email: 'nonsense' });
    expect([wrong.statusCode, wrong.body.includes('id="email-error"')]).toEqual([400, true]);
    expect(await checksums(desk.service.databaseUrl, ['admin_session'])).toEqual(before);
  });
});

describe('bounces', () => {
  const add = (
    n: number,
    said: Partial<Parameters<ReturnType<typeof stores>['bounces']['recordEvent']>[0]>,
  ) =>
    stores().bounces.recordEvent({
      eventHash: Buffer.from(`event ${n}`),
      origin: 'smtp',
      kind: 'soft',
      reason: 'mailbox-full',
      status: '4.2.2',
      subscriberId: null,
      deliveryId: null,
      matchedBy: 'address',
      raw: null,
      at: new Date(now.getTime() + n * 60_000),
      ...said,
    });

  test('are listed by kind, reader and origin, in pages, with the messages that are kept', async () => {
    await add(1, {});
    await add(2, { kind: 'hard', reason: 'unknown-user', origin: 'ses' });
    await add(3, { matchedBy: null, raw: Buffer.from('From: <script>\r\n\r\nnobody') });
    const times = async (query: string) => firstCells(await get(`/bounces${query}`));
    expect(await times('')).toHaveLength(3);
    expect(await times('?kind=hard')).toEqual(['24 Nov 2026, 10:02 UTC']);
    expect(await times('?origin=ses')).toEqual(['24 Nov 2026, 10:02 UTC']);
    expect(await times('?matched=no')).toEqual(['24 Nov 2026, 10:03 UTC']);
    expect(await times('?matched=yes')).toHaveLength(2);
    expect(await get('/bounces')).toContain('href="/admin/bounces/3/message"');
    const message = await desk.browser.get('/admin/bounces/3/message');
    expect(message.headers['content-type']).toContain('text/plain');
    expect(message.headers['content-disposition']).toContain('attachment');
    expect(message.body).toContain('nobody');
    expect((await desk.browser.get('/admin/bounces/1/message')).statusCode).toBe(404);

    for (let n = 10; n < 130; n++) await add(n, { kind: 'complaint', reason: 'abuse' });
    expect(await throughAll('/bounces?kind=complaint')).toHaveLength(120);
  });

  test('posted by providers are counted by minute and outcome, whoever posts', async () => {
    const post = async (body: unknown, password = secret) =>
      (
        await desk.app.inject({
          method: 'POST',
          url: '/webhooks/postmark',
          headers: { 'content-type': 'application/json', 'x-webhook-secret': password },
          payload: typeof body === 'string' ? body : JSON.stringify(body),
        })
      ).statusCode;
    const bounce = { RecordType: 'Bounce', ID: 7, Type: 'HardBounce', Email: 'ada@example.org' };
    expect([await post(bounce), await post(bounce)]).toEqual([200, 200]);
    for (let n = 0; n < 5; n++) expect(await post(bounce, 'a wrong secret')).toBe(401);
    expect(await post('{')).toBe(400);
    expect(await stores().webhookLog.listPosts(10)).toEqual([
      {
        provider: 'postmark',
        minute: now,
        outcome: 'refused',
        posts: 5,
        events: 0,
        recorded: 0,
        detail: expect.stringContaining('WEBHOOK_POSTMARK_SECRET'),
      },
      { provider: 'postmark', minute: now, outcome: 'taken', posts: 2, events: 2, recorded: 1, detail: null },
      {
        provider: 'postmark',
        minute: now,
        outcome: 'unreadable',
        posts: 1,
        events: 0,
        recorded: 0,
        detail: 'The body is not valid JSON.',
      },
    ]);
    const body = await get('/webhooks');
    expect(body).toContain(
      '<code>http://localhost:3000/webhooks/postmark</code></td><td><span class="badge health-well">',
    );
    expect(body).toMatch(
      /postmark<\/td><td><span class="badge post-refused">refused<\/span><\/td><td class="n">5</,
    );
    expect(body).not.toContain('ada@');
  });
});

describe('the log', () => {
  test('is filtered by what it is about and by whom, in pages', async () => {
    const { audit } = stores();
    const line = { action: 'subscriber changed', detail: { changed: ['hour'] }, at: now } as const;
    await audit.record({ ...line, actor: 'admin 1', object: 'subscriber 7' });
    await audit.record({
      ...line,
      actor: 'token a & b',
      action: 'subscribers imported',
      object: 'subscribers',
    });
    await audit.record({ ...line, actor: 'admin 99', action: 'topic added', object: 'topic 3' });
    const all = await get('/audit');
    expect(all).toContain(
      '>admin@example.org</a></td><td>subscriber changed</td><td><a href="/admin/subscribers/7">',
    );
    expect(all).toContain('>admin 99</a></td><td>topic added</td><td>topic 3</td>');
    expect(all).toContain('href="/admin/audit?actor=token%20a%20%26%20b"');
    const count = async (query: string) => firstCells(await get(`/audit${query}`)).length;
    expect(await count('?kind=subscriber')).toBe(1);
    expect(await count('?kind=subscribers')).toBe(1);
    expect(await count('?actor=token%20a%20%26%20b')).toBe(1);
    expect(await count('?kind=topic&actor=admin%201')).toBe(0);
    for (let n = 0; n < 120; n++) await audit.record({ ...line, actor: 'admin 1', object: `paper ${n}` });
    expect(await throughAll('/audit?kind=paper')).toHaveLength(120);
  });
});

describe('tokens', () => {
  const make = (values: Record<string, string>) => desk.send('/tokens', { present: password, ...values });
  const tokenIn = (html: string) => /<pre class="secret"[^>]*>([^<]+)/.exec(html)?.[1] ?? '';
  const ask = async (token: string, method: 'GET' | 'POST' | 'DELETE', path: string) =>
    (
      await desk.app.inject({
        method,
        url: `/api/v1/admin${path}`,
        headers: { authorization: `Bearer ${token}` },
        ...(method === 'POST' ? { payload: {} } : {}),
      })
    ).statusCode;

  test('are made once and shown once, may do what their scopes say, and are revoked', async () => {
    const made = await make({ name: 'A dashboard', scopes: 'read' });
    const token = tokenIn(made.body);
    expect(token).toMatch(/^offprint_[\w-]{32}$/);
    expect(made.headers['cache-control']).toBe('no-store');
    expect(await get('/tokens')).not.toContain(token);
    expect(await get('/tokens')).toMatch(/A dashboard <span class="slug">offprint_[\w-]{6}…/);

    expect(await ask(token, 'GET', '/subscribers')).toBe(200);
    expect(await ask(token, 'POST', '/subscribers/search')).toBe(200);
    for (const [method, path] of [
      ['POST', '/subscribers'],
      ['DELETE', '/subscribers/1'],
      ['POST', '/digests'],
      ['POST', '/suppressions'],
    ] as const)
      expect([path, await ask(token, method, path)]).toEqual([path, 403]);
    const other = tokenIn((await make({ name: 'A script', scopes: 'admin' })).body);
    expect(await ask(other, 'POST', '/suppressions')).toBe(400);

    expect(await get('/tokens')).toMatch(/24 Nov 2026, 10:00 UTC/);
    await desk.send('/tokens/1/revoke');
    expect(await ask(token, 'GET', '/subscribers')).toBe(401);
    expect(await ask(other, 'GET', '/subscribers')).toBe(200);
    expect(await get('/tokens')).toContain('revoked <time');
    expect((await desk.send('/tokens/1/revoke')).statusCode).toBe(404);
    const lines = await desk.audited();
    expect(lines.filter((line) => !line.includes('addresses read')).slice(-3)).toEqual([
      'admin 1: token created, token 1',
      'admin 1: token created, token 2',
      'admin 1: token revoked, token 1',
    ]);
  });

  test('tell in problem details what they lack', async () => {
    const token = tokenIn((await make({ name: 'x', scopes: 'read' })).body);
    const answer = await desk.app.inject({
      method: 'DELETE',
      url: '/api/v1/admin/suppressions/1',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.json()).toMatchObject({
      status: 403,
      code: 'forbidden',
      detail: expect.stringContaining('"admin"'),
    });
  });

  test('end with the last day that was named, and belong to who made them', async () => {
    const { body } = await make({ name: 'until tomorrow', scopes: 'read', expires: '2026-11-25' });
    const ask2 = () => ask(tokenIn(body), 'GET', '/stats');
    expect(await ask2()).toBe(200);
    const page = await get('/tokens');
    expect(page).toContain('<td>admin@example.org</td>');
    expect(page).toContain('25 Nov 2026');
    desk.service.clock.now = new Date('2026-11-26T00:00:00Z');
    expect(await ask2()).toBe(401);
    desk.service.clock.now = now;
    await createToken(desk.service.deps, 'of the machine');
    expect(await get('/tokens')).toContain('<td>command line</td>');
    const refused = await make({ name: 'kept', scopes: 'read', present: 'wrong' });
    expect([refused.statusCode, refused.body.includes('id="present-error"')]).toEqual([400, true]);
  });

  test('that were there before scopes keep all rights', async () => {
    const api = await apiOf(desk.service);
    await sql(desk.service.databaseUrl, 'UPDATE api_token SET scopes = DEFAULT');
    expect((await api('POST', '/admin/suppressions', { domain: 'example.net' })).status).toBe(201);
  });

  test.each([
    [{ name: '', scopes: 'read' }, 'name'],
    [{ name: 'x'.repeat(101), scopes: 'read' }, 'name'],
    [{ name: 'kept' }, 'scopes'],
    [{ name: 'kept', scopes: 'root' }, 'scopes'],
    [{ name: 'kept', scopes: 'read', expires: 'soon' }, 'expires'],
  ])('are refused as %j', async (values, field) => {
    const { statusCode, body } = await make(values as Record<string, string>);
    expect(statusCode).toBe(400);
    expect(body).toContain(`<p class="error" id="${field}-error">`);
    expect(body).toContain(`name="name" value="${values.name}"`);
    expect(await stores().tokens.list()).toEqual([]);
  });
});
