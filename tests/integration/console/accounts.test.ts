import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { migrationNames, migrationsDir } from '../../../src/adapters/postgres/migrations/migration-files.ts';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { createToken } from '../../../src/app/accounts/api-tokens.ts';
import { changeRole, removeAdmin } from '../../../src/app/accounts/edit-admin.ts';
import { sweep } from '../../../src/app/deliveries/sweep.ts';
import type { Admin } from '../../../src/domain/accounts/admin-role.ts';
import { databaseUrl } from '../../support/global-setup.ts';
import { runJobs, waitingJobs } from '../../support/jobs.ts';
import { refusal } from '../../support/mail/handovers.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { audited, type Browser, freshBrowser, password, signedIn } from '../../support/web/admins.ts';
import { linkIn, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);

let service: TestService;
let owner: Admin;
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
  owner = await createAdmin(service.deps, { email: 'owner@example.org', password });
  browser = await signedIn(service, owner.email);
});

const submit = (url: string, values: Record<string, string> = {}) =>
  browser.submit('/admin/accounts', url, values);
const invite = (email: string, role = 'editor') =>
  submit('/admin/accounts/invite', { email, role, present: password });
/** Invites, lets the mail go out, and returns the path of its link. */
async function linkFor(email: string, role?: string): Promise<string> {
  expect((await invite(email, role)).headers.location).toBe('/admin/accounts?done=invited');
  await runJobs(service);
  return linkIn((await sentMail(service)).at(-1), 'admin/invitation');
}
async function accept(
  link: string,
  secret = 'a password of my own',
): Promise<{ status: number; body: string; browser: Browser }> {
  const visitor = await freshBrowser(service);
  // The token of another form of the same visit: a link that is void shows none.
  const answer = await visitor.submit('/admin/login', link, { password: secret });
  return { status: answer.statusCode, body: answer.body, browser: visitor };
}
const roleOf = async (email: string) => (await service.deps.stores.accounts.adminByEmail(email))?.role;

describe('an invitation', () => {
  test('comes by mail, shows a form, and makes an account with that role, signed in', async () => {
    const link = await linkFor('Ada@Example.org', 'editor');
    const [mail] = await sentMail(service, 'Ada@example.org');
    expect(mail?.subject).toBe('You are invited to the console of Offprint');
    expect(mail?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(mail?.text.replace(/\s+/g, ' ')).toContain('owner@example.org invites');

    const visitor = await freshBrowser(service);
    const before = await checksums(service.databaseUrl);
    const page = await visitor.get(link);
    expect(page.statusCode).toBe(200);
    expect(page.body).toMatch(/value="Ada@example.org" readonly/i);
    expect(page.body).toContain('Editors work on papers');
    expect(page.headers['referrer-policy']).toBe('no-referrer');
    expect(await checksums(service.databaseUrl)).toEqual(before);

    const answer = await visitor.submit(link, link, { password: 'a password of my own' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/admin']);
    expect((await visitor.get('/admin')).statusCode).toBe(200);
    expect(await roleOf('ada@example.org')).toBe('editor');
    await signedIn(service, 'ada@example.org', 'a password of my own');
    expect((await audited(service, 4)).slice(1)).toEqual([
      'admin 2: signed in, admin 2',
      'admin 2: account added, admin 2',
      'admin 1: invitation made, invitation 1',
    ]);
  });

  test('is stored hashed, and neither its job nor the audit holds an address', async () => {
    await invite('ada@example.org');
    expect(await waitingJobs(service)).toMatchObject([{ name: 'send-account-mail', data: { linkId: 1 } }]);
    await runJobs(service);
    const token =
      linkIn((await sentMail(service))[0], 'admin/invitation')
        .split('/')
        .at(-1) ?? '';
    expect(token.length).toBeGreaterThanOrEqual(32);
    const [row] = await sql(
      service.databaseUrl,
      'SELECT token_hash = sha256($1::bytea) AS hashed, strpos(l::text, $1::text) AS plain FROM admin_link l',
      [token],
    );
    expect(row).toEqual({ hashed: true, plain: 0 });
    const audit = JSON.stringify(await sql(service.databaseUrl, 'SELECT * FROM audit_event'));
    expect(audit).not.toMatch(/@example/);
  });

  test('works once', async () => {
    const link = await linkFor('ada@example.org');
    expect((await accept(link)).status).toBe(303);
    const again = await accept(link, 'another password of mine');
    expect(again.status).toBe(404);
    expect(again.body).toContain('accepted, taken back or replaced');
    await signedIn(service, 'ada@example.org', 'a password of my own');
  });

  test('pressed twice at once makes one account', async () => {
    const link = await linkFor('ada@example.org');
    const answers = await Promise.all([accept(link), accept(link)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([
      303,
      expect.toSatisfy((code) => code === 404 || code === 410),
    ]);
    expect(await service.deps.stores.accounts.adminCount()).toBe(2);
  });

  test('works until seven days have passed', async () => {
    const link = await linkFor('ada@example.org');
    service.clock.now = new Date(days(7).getTime() - 1);
    expect((await browser.get(link)).statusCode).toBe(200);
    service.clock.now = days(7);
    browser = await signedIn(service, owner.email);
    const answer = await accept(link);
    expect([answer.status, answer.body.includes('has expired')]).toEqual([410, true]);
    expect((await browser.get('/admin/accounts')).body).toContain('expired');
    expect(await roleOf('ada@example.org')).toBeUndefined();
  });

  test('with a password that is too short is shown again, and stays good', async () => {
    const link = await linkFor('ada@example.org');
    const refused = await accept(link, 'short');
    expect(refused.status).toBe(400);
    expect(refused.body).toContain('id="password-error">Must have at least 12 characters');
    expect(refused.body).not.toContain('value="short"');
    expect((await accept(link)).status).toBe(303);
  });

  test('is void once a newer one was made, or it was taken back', async () => {
    const first = await linkFor('ada@example.org', 'owner');
    const second = await linkFor('ADA@example.org', 'viewer');
    expect((await accept(first)).status).toBe(404);
    expect((await browser.get('/admin/accounts')).body.match(/take-back"/g)).toHaveLength(1);
    const answer = await submit('/admin/accounts/invitations/1/take-back');
    expect(answer.headers.location).toBe('/admin/accounts?done=taken-back');
    expect((await accept(second)).status).toBe(404);
    expect((await submit('/admin/accounts/invitations/1/take-back')).statusCode).toBe(404);
  });

  test('is void once its maker is no owner any more', async () => {
    const other = await createAdmin(service.deps, { email: 'other@example.org', password });
    const link = await linkFor('ada@example.org', 'owner');
    await changeRole(service.deps, { by: other, sessionId: 0, id: owner.id, role: 'editor' });
    expect((await accept(link)).status).toBe(404);
  });

  test.each([
    ['an address that is none', 'ada', 'editor', 'email'],
    ['an admin’s address', 'OWNER@example.org', 'editor', 'email'],
    ['a role that is none', 'ada@example.org', 'king', 'role'],
  ])('with %s is refused beside its field, with what was typed', async (_, email, role, at) => {
    const answer = await invite(email, role);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain(`id="${at}-error"`);
    expect(answer.body).toContain(`name="email" value="${email}"`);
    expect(await waitingJobs(service)).toEqual([]);
  });

  test('goes to nobody who must not be mailed, neither then nor by the time that it is sent', async () => {
    await service.deps.stores.suppressions.suppress('ada@example.org', 'complaint', { note: null });
    const answer = await invite('ada@example.org');
    expect([answer.statusCode, answer.body.includes('suppressed')]).toEqual([400, true]);
    await invite('grace@example.org');
    await service.deps.stores.suppressions.suppress('grace@example.org', 'manual', { note: null });
    await runJobs(service);
    expect(await sentMail(service)).toEqual([]);
    expect((await browser.get('/admin/accounts')).body).toContain('refused by the mail server');
  });

  test('is sent again after a temporary refusal, with one link that works', async () => {
    const { transport } = service.deps;
    const send = transport.send.bind(transport);
    transport.send = async () => refusal('rcpt', '451 later');
    await invite('ada@example.org');
    await expect(runJobs(service)).rejects.toThrow('451 later');
    transport.send = send;
    await service.deps.stores.jobs.send('send-account-mail', { linkId: 1 });
    await service.deps.stores.jobs.send('send-account-mail', { linkId: 1 });
    await runJobs(service);
    const mails = await sentMail(service, 'ada@example.org');
    expect(mails).toHaveLength(1);
    expect((await accept(linkIn(mails[0], 'admin/invitation'))).status).toBe(303);
  });

  test('says so on the page when the server refused it for good', async () => {
    const { transport } = service.deps;
    const send = transport.send.bind(transport);
    transport.send = async () => refusal('rcpt', '550 5.1.1 no such user');
    await invite('ada@example.org');
    await runJobs(service);
    transport.send = send;
    expect((await browser.get('/admin/accounts')).body).toContain('refused by the mail server');
  });

  test('that expired a month ago is forgotten with its address', async () => {
    await linkFor('ada@example.org');
    service.clock.now = days(36);
    await sweep(service.deps);
    expect(await service.deps.stores.adminLinks.invitations()).toHaveLength(1);
    service.clock.now = days(38);
    await sweep(service.deps);
    expect(await service.deps.stores.adminLinks.invitations()).toEqual([]);
  });
});

describe('a role', () => {
  test('is changed by an owner, ends that account’s sessions, and is noted', async () => {
    await createAdmin(service.deps, { email: 'ada@example.org', password, role: 'viewer' });
    const theirs = await signedIn(service, 'ada@example.org');
    const answer = await submit('/admin/accounts/2/role', { role: 'editor' });
    expect(answer.headers.location).toBe('/admin/accounts?done=role');
    expect(await roleOf('ada@example.org')).toBe('editor');
    expect((await theirs.get('/admin')).headers.location).toBe('/admin/login');
    expect((await browser.get('/admin/accounts?done=role')).body).toContain('The role is changed.');
    expect((await audited(service, 1))[0]).toBe('admin 1: role changed, admin 2');
  });

  test('that stays the same ends nothing', async () => {
    await createAdmin(service.deps, { email: 'ada@example.org', password, role: 'viewer' });
    const theirs = await signedIn(service, 'ada@example.org');
    await submit('/admin/accounts/2/role', { role: 'viewer' });
    expect((await theirs.get('/admin')).statusCode).toBe(200);
  });

  test('of one’s own can be given up while there is another owner', async () => {
    await createAdmin(service.deps, { email: 'other@example.org', password });
    const elsewhere = await signedIn(service, owner.email);
    expect((await submit('/admin/accounts/1/role', { role: 'viewer' })).headers.location).toBe(
      '/admin/account',
    );
    expect((await browser.get('/admin/accounts')).statusCode).toBe(403);
    expect((await browser.get('/admin')).statusCode).toBe(200);
    expect((await elsewhere.get('/admin')).headers.location).toBe('/admin/login');
  });
});

describe('an owner', () => {
  const sessionsShown = async () =>
    [
      ...(await browser.get('/admin/accounts')).body.matchAll(/formaction="([^"]+\/2\/sessions\/\d+\/end)"/g),
    ].map(([, url]) => url ?? '');

  test('sees the sessions of others, and ends one of them or all', async () => {
    await createAdmin(service.deps, { email: 'ada@example.org', password, role: 'viewer' });
    const [one, two, three] = [
      await signedIn(service, 'ada@example.org'),
      await signedIn(service, 'ada@example.org'),
      await signedIn(service, 'ada@example.org'),
    ];
    const urls = await sessionsShown();
    expect(urls).toHaveLength(3);
    expect((await submit(urls[0]!)).headers.location).toBe('/admin/accounts?done=sessions');
    expect((await submit(urls[0]!)).statusCode).toBe(404);
    expect(await sessionsShown()).toHaveLength(2);
    await submit('/admin/accounts/2/sessions/end');
    for (const ended of [one, two, three])
      expect((await ended.get('/admin')).headers.location).toBe('/admin/login');
    expect(await audited(service, 2)).toEqual([
      'admin 1: sessions ended, admin 2',
      'admin 1: sessions ended, admin 2',
    ]);
    // Their own goes on.
    await submit('/admin/accounts/1/sessions/end');
    expect((await browser.get('/admin')).statusCode).toBe(200);
  });

  test('is asked for the password before an invitation goes out', async () => {
    const values = { email: 'ada@example.org', role: 'owner', present: 'wrong' };
    const refused = await submit('/admin/accounts/invite', values);
    expect([refused.statusCode, refused.body.includes('id="present-error"')]).toEqual([400, true]);
    expect(await waitingJobs(service)).toEqual([]);
  });

  test('takes their API tokens along when they are removed, or are no owner any more', async () => {
    const app = await service.app();
    const made = async (email: string) => {
      const by = await createAdmin(service.deps, { email, password });
      const { token } = await createToken(service.deps, email, { by });
      return { by, headers: { authorization: `Bearer ${token}` } };
    };
    const [ada, grace] = [await made('ada@example.org'), await made('grace@example.org')];
    const { token } = await createToken(service.deps, 'of the machine');
    const ask = async (headers: Record<string, string>) =>
      (await app.inject({ url: '/api/v1/admin/stats', headers })).statusCode;
    expect(await ask(ada.headers)).toBe(200);
    await submit(`/admin/accounts/${ada.by.id}/role`, { role: 'editor' });
    await submit(`/admin/accounts/${grace.by.id}/remove`);
    expect([await ask(ada.headers), await ask(grace.headers)]).toEqual([401, 401]);
    expect(await ask({ authorization: `Bearer ${token}` })).toBe(200);
    expect((await audited(service, 4)).filter((line) => line.includes('token revoked'))).toHaveLength(2);
  });
});

describe('the last owner', () => {
  test('can neither be demoted nor removed', async () => {
    await createAdmin(service.deps, { email: 'ada@example.org', password, role: 'editor' });
    for (const [url, values] of [
      ['/admin/accounts/1/role', { role: 'editor' }],
      ['/admin/accounts/1/remove', {}],
    ] as const) {
      const answer = await submit(url, values);
      expect([answer.statusCode, answer.body.includes('This is the only owner')]).toEqual([409, true]);
    }
    expect(await roleOf(owner.email)).toBe('owner');
    await expect(
      createAdmin(service.deps, { email: owner.email, password: 'another password', role: 'viewer' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect((await browser.get('/admin')).statusCode).toBe(200);
  });

  test('is left however many owners remove and demote each other at once', async () => {
    for (let round = 0; round < 5; round++) {
      await sql(service.databaseUrl, 'DELETE FROM admin');
      const owners = await Promise.all(
        ['a', 'b', 'c'].map((name) => createAdmin(service.deps, { email: `${name}@example.org`, password })),
      );
      const tries = owners.flatMap((by) =>
        owners.map(({ id }) =>
          id % 2 === 0
            ? removeAdmin(service.deps, { by, id })
            : changeRole(service.deps, { by, sessionId: 0, id, role: 'viewer' }),
        ),
      );
      const results = await Promise.allSettled(tries);
      const wrong = results.flatMap((result) =>
        result.status === 'rejected' ? [(result.reason as { code?: string }).code] : [],
      );
      for (const code of wrong) expect(['conflict', 'forbidden', 'not_found']).toContain(code);
      const left = await service.deps.stores.accounts.listAdmins(now);
      expect(left.filter(({ role }) => role === 'owner')).toHaveLength(1);
    }
  });
});

describe('an account', () => {
  test('is removed with its sessions, and cannot sign in again', async () => {
    await createAdmin(service.deps, { email: 'ada@example.org', password, role: 'editor' });
    const theirs = await signedIn(service, 'ada@example.org');
    expect((await submit('/admin/accounts/2/remove')).headers.location).toBe('/admin/accounts?done=removed');
    expect((await theirs.get('/admin')).headers.location).toBe('/admin/login');
    expect((await audited(service, 1))[0]).toBe('admin 1: account removed, admin 2');
    await expect(signedIn(service, 'ada@example.org')).rejects.toThrow('401');
    expect((await submit('/admin/accounts/2/remove')).statusCode).toBe(404);
  });

  test('of one’s own is removed too, and one is signed out', async () => {
    await createAdmin(service.deps, { email: 'other@example.org', password });
    expect((await submit('/admin/accounts/1/remove')).headers.location).toBe('/admin/login');
    expect((await browser.get('/admin')).headers.location).toBe('/admin/login');
  });
});

/** Brings a database up to a migration, puts something into it just before that, and asks it afterwards. */
async function upgraded(migration: string, before: string, question: string): Promise<unknown[]> {
  const name = `before${migration}`;
  const server = inject('postgresUrl');
  const url = databaseUrl(server, name);
  await sql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await sql(server, `CREATE DATABASE ${name}`);
  const names = await migrationNames();
  const here = names.findIndex((one) => one.endsWith(migration));
  for (const [index, one] of names.slice(0, here + 1).entries()) {
    if (index === here) await sql(url, before);
    await sql(url, await readFile(join(migrationsDir, one, 'migration.sql'), 'utf8'));
  }
  const answer = await sql(url, question);
  await sql(server, `DROP DATABASE ${name} WITH (FORCE)`);
  return answer;
}

test('accounts that were there before there were roles are owners', async () => {
  const before = `INSERT INTO admin (email, password_hash) VALUES ('boss@example.org', 'x')`;
  expect(await upgraded('_accounts', before, 'SELECT email, role FROM admin')).toEqual([
    { email: 'boss@example.org', role: 'owner' },
  ]);
});

test('API tokens that were there before belong to who made them, as far as the log of changes knows', async () => {
  const before = `
    INSERT INTO admin (email, password_hash, role) VALUES ('boss@example.org', 'x', 'owner');
    INSERT INTO api_token (name, prefix, token_hash) VALUES ('hers', 'a', 'a'), ('of the machine', 'b', 'b');
    INSERT INTO audit_event (actor, action, object) VALUES
      ('admin 1', 'token created', 'token 1'), ('command', 'token created', 'token 2')`;
  const question = 'SELECT name, owner_id, expires_at FROM api_token ORDER BY id';
  expect(await upgraded('_sessions_and_tokens', before, question)).toEqual([
    { name: 'hers', owner_id: 1, expires_at: null },
    { name: 'of the machine', owner_id: null, expires_at: null },
  ]);
});
