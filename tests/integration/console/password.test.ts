import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { openSession } from '../../../src/app/accounts/sessions.ts';
import { runJobs, waitingJobs } from '../../support/jobs.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { audited, type Browser, freshBrowser, password, signedIn } from '../../support/web/admins.ts';
import { linkIn, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const email = 'ada@example.org';
const other = 'another password';

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  await emptyTables(service.databaseUrl, [
    'admin',
    'admin_link',
    'audit_event',
    'caught_mail',
    'suppression',
  ]);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  await createAdmin(service.deps, { email, password, role: 'viewer' });
  browser = await signedIn(service, email);
});
const minutes = (count: number) => {
  service.clock.now = new Date(now.getTime() + count * 60_000);
};
const submit = (url: string, values: Record<string, string> = {}) =>
  browser.submit('/admin/account', url, values);

describe('changing one’s password', () => {
  test('asks for the present one, and ends the other sessions', async () => {
    const elsewhere = await signedIn(service, email);
    const answer = await submit('/admin/account/password', { present: password, password: other });
    expect(answer.headers.location).toBe('/admin/account?done=password');
    expect((await browser.get('/admin/account?done=password')).body).toContain('Your password is changed.');
    expect((await elsewhere.get('/admin')).headers.location).toBe('/admin/login');
    await expect(signedIn(service, email)).rejects.toThrow('401');
    await signedIn(service, email, other);
    expect((await audited(service, 3))[2]).toBe('admin 1: password changed, admin 1');
  });

  test.each([
    ['a wrong present one', { present: 'wrong', password: other }, 'password-present-error'],
    ['a new one that is too short', { present: password, password: 'short' }, 'password-error'],
    ['nothing', {}, 'password-error'],
  ])('with %s is refused beside the field', async (_, values, at) => {
    // But that it was tried.
    const before = await checksums(service.databaseUrl, ['sign_in_try']);
    const answer = await submit('/admin/account/password', values);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain(`id="${at}"`);
    expect(await checksums(service.databaseUrl, ['sign_in_try'])).toEqual(before);
  });
});

describe('a forgotten password', () => {
  const ask = async (address: string) => {
    const visitor = await freshBrowser(service);
    return await visitor.submit('/admin/forgotten', '/admin/forgotten', { email: address });
  };
  async function linkFor(address = email): Promise<string> {
    await ask(address);
    await runJobs(service);
    return linkIn((await sentMail(service, email)).at(-1), 'admin/reset');
  }
  const set = async (link: string, secret = other) => {
    const visitor = await freshBrowser(service);
    // The token of another form of the same visit: a link that is void shows none.
    return await visitor.submit('/admin/login', link, { password: secret });
  };

  test('is set anew by the link in a mail, once, and ends all sessions', async () => {
    const link = await linkFor('Ada@EXAMPLE.org');
    const [mail] = await sentMail(service, email);
    expect(mail?.subject).toBe('A new password for the console of Offprint');
    expect(mail?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    const before = await checksums(service.databaseUrl);
    expect((await (await freshBrowser(service)).get(link)).statusCode).toBe(200);
    expect(await checksums(service.databaseUrl)).toEqual(before);

    expect((await set(link, 'short')).statusCode).toBe(400);
    expect((await set(link)).body).toContain('Your password is set');
    expect((await browser.get('/admin')).headers.location).toBe('/admin/login');
    await signedIn(service, email, other);
    expect((await set(link, 'a third password')).statusCode).toBe(404);
    expect((await audited(service, 3)).slice(1)).toEqual([
      'admin 1: password changed, admin 1',
      'somebody: password reset asked, admin 1',
    ]);
  });

  test('is answered the same, and does the same at once, whether or not there is such an account', async () => {
    const answers = [];
    const traces = [];
    for (const address of [email, 'nobody@example.org']) {
      const { statusCode, body } = await ask(address);
      answers.push([statusCode, body]);
      const jobs = (await waitingJobs(service)).map(({ name }) => name);
      const links = await sql(service.databaseUrl, 'SELECT kind, token_hash, mailed_at FROM admin_link');
      traces.push([jobs, links]);
      await runJobs(service);
      await sql(service.databaseUrl, 'DELETE FROM admin_link');
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(traces[1]).toEqual(traces[0]);
    expect((await sentMail(service)).map(({ to }) => to)).toEqual([email]);
  });

  test('leaves nothing of an address that has no account', async () => {
    await ask('nobody@example.org');
    await runJobs(service);
    expect(await sql(service.databaseUrl, 'SELECT * FROM admin_link')).toEqual([]);
  });

  test('is mailed about once in a quarter of an hour, and the link in that mail stays good meanwhile', async () => {
    const link = await linkFor();
    minutes(14);
    await ask(email);
    await runJobs(service);
    expect(await sentMail(service)).toHaveLength(1);
    expect((await (await freshBrowser(service)).get(link)).statusCode).toBe(200);
    minutes(15);
    const next = await linkFor();
    expect(await sentMail(service)).toHaveLength(2);
    expect((await set(link)).statusCode).toBe(404);
    expect((await set(next)).statusCode).toBe(200);
  });

  test('has an hour', async () => {
    const link = await linkFor();
    minutes(59);
    expect((await browser.get(link)).statusCode).toBe(200);
    minutes(60);
    const late = await set(link);
    expect([late.statusCode, late.body.includes('has expired')]).toEqual([410, true]);
  });

  test('is not mailed about to an address that must not be mailed', async () => {
    await service.deps.stores.suppressions.suppress(email, 'complaint', { note: null });
    expect((await ask(email)).statusCode).toBe(200);
    await runJobs(service);
    expect(await sentMail(service)).toEqual([]);
  });

  test('says beside the field what is no address, and is throttled', async () => {
    const refused = await ask('no address');
    expect(refused.statusCode).toBe(400);
    expect(refused.body).toContain('id="email-error"');
    expect(refused.body).toContain('value="no address"');
    const visitor = await freshBrowser(service);
    for (let i = 0; i < 10; i++) await visitor.submit('/admin/forgotten', '/admin/forgotten', { email });
    expect((await visitor.submit('/admin/forgotten', '/admin/forgotten', { email })).statusCode).toBe(429);
  });

  test('ends the links once the password was changed otherwise', async () => {
    const link = await linkFor();
    await submit('/admin/account/password', { present: password, password: 'a third password' });
    expect((await set(link)).statusCode).toBe(404);
  });
});

describe('sessions', () => {
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
  const ends = (body: string) =>
    [...body.matchAll(/action="(\/admin\/account\/sessions\/\d+\/end)"/g)].map(([, url]) => url ?? '');

  test('are listed with browser, network and times, and hold no whole address', async () => {
    const { app } = service;
    const site = await app();
    const page = await site.inject('/admin/login');
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    minutes(5);
    await site.inject({
      method: 'POST',
      url: '/admin/login',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': firefox,
        'x-forwarded-for': '203.0.113.77',
        cookie: page.cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
      },
      payload: new URLSearchParams({ csrf, email, password }).toString(),
    });
    const { body } = await browser.get('/admin/account');
    expect(body).toContain('<strong>Firefox on Linux</strong>');
    expect(body).toContain('network 203.0.113.0/24');
    expect(body).toContain('24 Nov 2026, 10:05 UTC');
    expect(ends(body)).toHaveLength(1);
    expect(body.match(/this one/g)).toHaveLength(1);
    const kept = JSON.stringify(await sql(service.databaseUrl, 'SELECT * FROM admin_session'));
    expect(kept).not.toMatch(/203\.0\.113\.77|Gecko/);
  });

  test('are ended one by one, and all others at once', async () => {
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => signedIn(service, email)));
    const urls = ends((await browser.get('/admin/account')).body);
    expect(urls).toHaveLength(3);
    const present = password;
    const refused = await submit(urls[0]!, { present: 'wrong' });
    expect([refused.statusCode, refused.body.includes('id="sessions-present-error"')]).toEqual([400, true]);
    expect((await submit(urls[0]!, { present })).headers.location).toBe('/admin/account?done=session');
    expect((await submit(urls[0]!, { present })).statusCode).toBe(404);
    expect(ends((await browser.get('/admin/account')).body)).toHaveLength(2);
    await submit('/admin/account/sessions/end-others', { present });
    for (const ended of [one, two, three])
      expect((await ended!.get('/admin')).headers.location).toBe('/admin/login');
    expect((await browser.get('/admin')).statusCode).toBe(200);
    expect((await audited(service, 2)).every((event) => event === 'admin 1: sessions ended, admin 1')).toBe(
      true,
    );
  });

  test('of somebody else are out of reach', async () => {
    await createAdmin(service.deps, { email: 'grace@example.org', password });
    const theirs = await signedIn(service, 'grace@example.org');
    const [row] = await sql(
      service.databaseUrl,
      'SELECT s.id FROM admin_session s JOIN admin a ON a.id = s.admin_id WHERE a.email = $1',
      ['grace@example.org'],
    );
    const end = `/admin/account/sessions/${String(row?.['id'])}/end`;
    expect((await submit(end, { present: password })).statusCode).toBe(404);
    expect((await theirs.get('/admin')).statusCode).toBe(200);
  });

  test('end after two days without use, and after fourteen days in any case', async () => {
    minutes(48 * 60 - 1);
    expect((await browser.get('/admin')).statusCode).toBe(200);
    for (let day = 3; day < 14; day++) {
      minutes(day * 24 * 60);
      expect((await browser.get('/admin')).statusCode, `day ${day}`).toBe(200);
    }
    minutes(14 * 24 * 60);
    expect((await browser.get('/admin')).headers.location).toBe('/admin/login');
    const other = await signedIn(service, email);
    minutes(16 * 24 * 60);
    expect((await other.get('/admin')).headers.location).toBe('/admin/login');
  });

  test('end when somebody signs in again in the same browser', async () => {
    const before = browser.cookies.get('offprint-session') ?? '';
    await browser.submit('/admin/login', '/admin/login', { email, password });
    expect(browser.cookies.get('offprint-session')).not.toBe(before);
    expect(ends((await browser.get('/admin/account')).body)).toHaveLength(0);
    const out = await browser.submit('/admin/account', '/admin/logout');
    expect(out.headers['clear-site-data']).toBe('"cache"');
  });

  test('are twenty at most: with one more, the one that was unused for longest ends', async () => {
    const { accounts, sessions } = service.deps.stores;
    const admin = (await accounts.adminByEmail(email))!;
    const device = { userAgent: firefox, clientIp: '203.0.113.77', known: null };
    for (let n = 1; n <= 20; n++) {
      minutes(n);
      await openSession(service.deps, service.deps.stores, { admin, device, by: 'password' });
    }
    expect(await sessions.list(admin.id, service.clock.now ?? now)).toHaveLength(20);
    expect((await browser.get('/admin')).headers.location).toBe('/admin/login');
  });

  test('are seen at most once a minute', async () => {
    const seen = async () => {
      await browser.get('/admin');
      const [row] = await sql(service.databaseUrl, 'SELECT last_seen_at FROM admin_session');
      return (row!['last_seen_at'] as Date).toISOString();
    };
    minutes(1);
    expect(await seen()).toBe('2026-11-24T10:00:00.000Z');
    minutes(2);
    expect(await seen()).toBe('2026-11-24T10:02:00.000Z');
  });
});
