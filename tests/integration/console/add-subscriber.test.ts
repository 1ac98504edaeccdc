import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { confirm } from '../../../src/app/subscribers/confirm.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type Console, openConsole } from '../../support/web/console.ts';
import { linkIn, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');

let desk: Console;
beforeAll(async () => {
  desk = await openConsole();
  desk.service.clock.now = now;
  await deps().stores.papers.store([makeIncoming()], { source: 'test', now, sample: false });
});
afterAll(() => desk.service.close());
beforeEach(async () => {
  const { databaseUrl } = desk.service;
  desk.service.clock.now = now;
  await emptyTables(databaseUrl, ['subscriber', 'suppression', 'digest', 'caught_mail', 'tag']);
  await sql(databaseUrl, 'DELETE FROM pgboss.job');
  await desk.audited();
});

const deps = () => desk.service.deps;
const get = async (path: string) => (await desk.browser.get(`/admin/subscribers${path}`)).body;
const send = (path: string, values: Record<string, string> = {}) => desk.send(`/subscribers${path}`, values);
const byEmail = (email: string) => deps().stores.subscribers.byEmail(email);

const consent = { consentSource: 'Sign-up sheet of the reading group', consentAt: '2026-11-20T18:30' };
const values = { email: ' Ada@Example.org ', name: 'Ada', ...consent };

describe('adding one subscriber', () => {
  test('mails them a button, and keeps where and when they agreed', async () => {
    const answer = await send('/new', {
      ...values,
      cadence: 'weekly',
      timezone: 'Europe/Berlin',
      hour: '7',
      topics: 'cs.RO',
      tags: 'Lab, Alumni',
    });
    expect([answer.statusCode, answer.headers.location]).toEqual([
      303,
      '/admin/subscribers/1?saved=added-pending',
    ]);
    const added = (await byEmail('Ada@example.org'))!;
    expect(added).toMatchObject({ status: 'pending', name: 'Ada', cadence: 'weekly', hour: 7 });
    expect(added.tags).toEqual(['Alumni', 'Lab']);
    const page = await get('/1?saved=added-pending');
    expect(page).toContain('Added. A mail to confirm is on its way to them.');
    expect(page).toContain('admin: Sign-up sheet of the reading group');
    expect(page).toContain('consent at: 20 Nov 2026, 18:30 UTC');
    expect(await desk.audited()).toContain('admin 1: subscriber added, subscriber 1');
    await runJobs(desk.service);
    const link = linkIn((await sentMail(desk.service)).at(-1), 'confirm');
    await confirm(deps(), { token: link.replace('/confirm/', ''), clientIp: '203.0.113.5' });
    expect((await byEmail('ada@example.org'))!.status).toBe('active');
  });

  test('makes them active at once when the admin vouches for it, and mails nothing', async () => {
    const answer = await send('/new', { ...values, active: 'yes' });
    expect(answer.headers.location).toBe('/admin/subscribers/1?saved=added');
    const added = (await byEmail('ada@example.org'))!;
    expect(added).toMatchObject({ status: 'active', confirmedAt: new Date('2026-11-20T18:30:00Z') });
    expect(await get('/1?saved=added')).toContain('Added, and active.');
    await runJobs(desk.service);
    expect(await sql(desk.service.databaseUrl, 'SELECT 1 FROM caught_mail')).toEqual([]);
  });

  test('says what is wrong beside each field, all at once, and adds nobody', async () => {
    const before = await checksums(desk.service.databaseUrl, ['admin_session']);
    const { statusCode, body } = await send('/new', {
      email: 'nonsense',
      maxPapers: '99',
      topics: 'no-such',
      consentAt: '2026-11-25T10:00',
    });
    expect(statusCode).toBe(400);
    expect(body).toMatch(/id="email-error">An address needs an @/);
    expect(body).toMatch(/id="consentSource-error">Say where and how this person agreed</);
    expect(body).toMatch(/id="consentAt-error">Lies in the future</);
    for (const name of ['maxPapers', 'topics']) expect(body).toContain(`id="${name}-error"`);
    for (const consentAt of ['', 'yesterday', '0001-01-01T10:00'])
      expect((await send('/new', { ...values, consentAt })).body).toContain('id="consentAt-error"');
    expect((await send('/new', { ...values, consentSource: 'x'.repeat(201) })).body).toMatch(
      /id="consentSource-error">Must have at most 200/,
    );
    expect(await checksums(desk.service.databaseUrl, ['admin_session'])).toEqual(before);
  });

  test('tells of an address that is known, and leads to its page; without the address in any link', async () => {
    const id = await addReader(deps(), 'ada@example.org', { cadence: 'monthly' });
    const { statusCode, body } = await send('/new', values);
    expect(statusCode).toBe(409);
    expect(body).toMatch(
      new RegExp(
        `id="email-error">There is a subscriber with this address. <a href="/admin/subscribers/${id}">`,
      ),
    );
    expect(body).not.toMatch(/(?:href|action)="[^"]*(?:ada@|%40)/i);
    expect((await byEmail('ada@example.org'))!).toMatchObject({ cadence: 'monthly', name: null });
  });

  test('refuses a suppressed address with why', async () => {
    await deps().stores.suppressions.suppress('ada@example.org', 'complaint', { note: 'wrote to us' });
    const refused = await send('/new', values);
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toMatch(/id="email-error">This address is suppressed \(complaint: wrote to us\)/);
    await deps().stores.suppressions.suppressDomain('example.net');
    expect((await send('/new', { ...values, email: 'a@example.net' })).body).toContain(
      'All addresses at example.net are suppressed (manual)',
    );
    expect(await byEmail('ada@example.org')).toBeNull();
  });
});

describe('the mail to confirm', () => {
  const again = () => send('/1/send-confirmation');

  test('is sent again three times within a day, and the page says when it went out', async () => {
    await send('/new', values);
    expect(await get('/1')).toContain('The mail to confirm is not on its way yet.');
    await runJobs(desk.service);
    expect(await get('/1')).toContain('The mail to confirm went out 24 Nov 2026, 10:00 UTC.');
    for (let hour = 1; hour <= 3; hour++) {
      desk.service.clock.now = new Date(now.getTime() + hour * 3_600_000);
      expect((await again()).headers.location).toBe('/admin/subscribers/1?saved=confirmation');
      await runJobs(desk.service);
    }
    expect(await get('/1?saved=confirmation')).toContain('The mail to confirm is on its way.');
    const page = await get('/1');
    expect(page).toContain('sent again 3 times within a day: no more until 25 Nov 2026, 11:00 UTC.');
    expect(page).not.toContain('Send the confirmation again');
    const refused = await again();
    expect(refused.statusCode).toBe(429);
    expect(refused.body).toMatch(/role="alert">The mail to confirm was sent again 3 times within a day/);
    await runJobs(desk.service);
    expect(await sql(desk.service.databaseUrl, 'SELECT count(*)::int AS n FROM caught_mail')).toEqual([
      { n: 4 },
    ]);
    desk.service.clock.now = new Date(now.getTime() + 25 * 3_600_000 + 1);
    expect((await again()).statusCode).toBe(303);
  });
});

describe('the next digest of one reader', () => {
  test('is shown as it would be now with when it is due, and changes nothing', async () => {
    await addReader(deps(), 'ada@example.org', { topics: ['cs.RO'], timezone: 'Europe/Berlin' });
    const before = await checksums(desk.service.databaseUrl, ['admin_session', 'audit_event']);
    const body = await get('/1/next');
    expect(body).toContain('The next one is due 25 Nov 2026, 08:00 Europe/Berlin.');
    expect(body).toMatch(/What they would get now: 1 paper\./);
    const frame = /<iframe class="mail" src="([^"]+)"/.exec(body)![1]!.replaceAll('&#x3D;', '=');
    expect((await desk.browser.get(frame)).body).toContain(makeIncoming().title);
    expect(await checksums(desk.service.databaseUrl, ['admin_session', 'audit_event'])).toEqual(before);
    expect(await get('/1')).toContain('href="/admin/subscribers/1/next"');
  });

  test('is sent now by the ordinary way, to nobody else and once', async () => {
    await addReader(deps(), 'ada@example.org', { topics: ['cs.RO'] });
    await addReader(deps(), 'bob@example.org', { topics: ['cs.RO'] });
    const idempotencyKey = /name="idempotencyKey" value="([^"]+)"/.exec(await get('/1/next'))![1]!;
    const sent = await send('/1/next', { idempotencyKey });
    const twice = await send('/1/next', { idempotencyKey });
    expect(sent.headers.location).toMatch(/^\/admin\/digests\/\d+$/);
    expect(twice.headers.location).toBe(sent.headers.location);
    await runJobs(desk.service);
    const mails = await sql(desk.service.databaseUrl, 'SELECT envelope_to FROM caught_mail');
    expect(mails).toEqual([{ envelope_to: 'ada@example.org' }]);
    expect(await get('/1/next')).toContain('There is nothing new in what they follow');
    expect(await desk.audited()).toContain('admin 1: digest triggered, digest 1');
  });

  test('is nobody’s who is not active', async () => {
    await send('/new', values);
    expect((await desk.browser.get('/admin/subscribers/1/next')).statusCode).toBe(409);
    expect((await send('/1/next')).statusCode).toBe(409);
    expect((await desk.browser.get('/admin/subscribers/9/next')).statusCode).toBe(404);
    expect(await get('/1')).not.toContain('/admin/subscribers/1/next');
  });
});
