import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { sweep } from '../../../src/app/deliveries/sweep.ts';
import { sendLink } from '../../../src/app/subscribers/send-link.ts';
import { caps } from '../../../src/domain/subscribers/consent.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs, waitingJobs } from '../../support/jobs.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { form, linkIn, pathOf, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const email = 'ada@example.org';

let service: TestService;
let app: App;
let id: number;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  await emptyTables(service.databaseUrl, ['subscriber', 'link_request', 'suppression', 'caught_mail']);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  id = await addReader(service.deps, email, { topics: ['cs.RO'] });
});

const ask = async (values: Record<string, string>, from = '203.0.113.5') =>
  await app.inject({ url: '/manage', remoteAddress: from, ...form(values) });

test('the link to the preferences comes by mail, in the reader’s language, and nothing else does', async () => {
  await sql(service.databaseUrl, `UPDATE subscriber SET language = 'de'`);
  expect((await ask({ email: ' ADA@example.org ' })).statusCode).toBe(200);
  await runJobs(service);
  const [mail, ...more] = await sentMail(service);
  expect(more).toEqual([]);
  expect(mail).toMatchObject({ to: email, subject: 'Ihre Bestellung bei Offprint verwalten' });
  expect(linkIn(mail, 'preferences')).toBe(pathOf(service.deps.links.preferences(id)));
  for (const part of [mail!.text, mail!.html]) expect(part).not.toContain('/unsubscribe/');
});

test('the answer is the same for every address, and the job too', async () => {
  await addReader(service.deps, 'barred@example.org');
  await service.deps.stores.suppressions.suppress('barred@example.org', 'complaint');
  await service.deps.stores.subscribers.ensure({
    email: 'pending@example.org',
    name: null,
    choices: {
      cadence: 'daily',
      timezone: 'UTC',
      hour: 8,
      weekday: 'monday',
      maxPapers: 10,
      quietDays: 'skip',
      announcements: 'on',
      language: 'en',
      interests: [],
    },
  });
  const addresses = [email, email, 'nobody@example.org', 'barred@example.org', 'pending@example.org'];
  const answers = [];
  for (const one of addresses) answers.push(await ask({ email: one }));
  for (const { statusCode, body } of answers) {
    expect(statusCode).toBe(200);
    expect(body).toBe(answers[0]?.body);
  }
  const jobs = await sql(service.databaseUrl, `SELECT name, data::text AS data FROM pgboss.job`);
  expect(jobs).toHaveLength(addresses.length);
  for (const { name, data } of jobs) {
    expect(name).toBe('send-link');
    expect(data).toMatch(/^\{"requestId": "[\da-f-]{36}"\}$/);
  }
  await runJobs(service);
  expect((await sentMail(service)).map(({ to }) => to)).toEqual([email]);
  // Nobody is added by asking.
  expect(await service.deps.stores.subscribers.byEmail('nobody@example.org')).toBeNull();
});

test('one mail a day goes to an address, however often and from wherever it is asked for', async () => {
  for (const network of ['203.0.113.5', '198.51.100.7', '192.0.2.9']) await ask({ email }, network);
  await runJobs(service);
  expect(await sentMail(service)).toHaveLength(1);
  service.clock.now = new Date(now.getTime() + 25 * 3_600_000);
  await ask({ email });
  await runJobs(service);
  expect(await sentMail(service)).toHaveLength(2);
});

test('a network that asks too often is told so, whatever the addresses', async () => {
  for (let turn = 0; turn < 30; turn++)
    expect((await ask({ email: `nobody.${turn}@example.org` })).statusCode).toBe(200);
  const refused = await ask({ email });
  expect(refused.statusCode).toBe(429);
  expect(refused.headers['retry-after']).toBe('3600');
  expect((await ask({ email }, '198.51.100.7')).statusCode).toBe(200);
});

test.each([
  ['this machine', 30, () => '127.0.0.1'],
  ['a /48 of IPv6', 120, (turn: number) => `2001:db8:1:${(turn << 8).toString(16)}::1`],
])('%s, as one network, is told so after %i wishes', async (_name, most, from) => {
  const statuses: number[] = [];
  for (let turn = 0; turn <= most; turn++)
    statuses.push((await ask({ email: 'nobody@example.org' }, from(turn))).statusCode);
  expect(statuses).toEqual([...Array(most).fill(200), 429]);
});

test('what people do not see must stay empty', async () => {
  const { statusCode } = await ask({ email, website: 'https://spam.example' });
  expect(statusCode).toBe(200);
  expect(await sql(service.databaseUrl, 'SELECT 1 FROM link_request')).toEqual([]);
});

test('somebody who unsubscribed gets the link too, and somebody who was erased does not', async () => {
  await service.deps.stores.subscribers.deactivate(id, 'unsubscribed', now);
  await ask({ email });
  await runJobs(service);
  expect(await sentMail(service)).toHaveLength(1);
  await ask({ email });
  await service.deps.stores.subscribers.erase(id);
  await runJobs(service);
  expect(await sentMail(service)).toHaveLength(1);
});

test.each([
  ['a domain', caps.domain.most, (mailDomain?: string) => mailDomain === 'example.org'],
  ['all', caps.overall.most, (mailDomain?: string) => mailDomain === undefined],
])('links over the cap for %s wait, and none is dropped', async (_name, most, applies) => {
  const { linkRequests } = service.deps.stores;
  const counted = vi
    .spyOn(linkRequests, 'countLinksMailed')
    .mockImplementation(async (_since, mailDomain) => (applies(mailDomain) ? most : 0));
  await ask({ email });
  await runJobs(service);
  counted.mockRestore();
  expect(await sentMail(service)).toEqual([]);
  const [waiting, ...more] = await waitingJobs(service);
  expect(more).toEqual([]);
  expect(waiting?.start_after).toEqual(new Date(now.getTime() + caps.wait));
  await sendLink(service.deps, waiting?.data as never);
  expect(await sentMail(service)).toHaveLength(1);
  // The same job once more, as a queue may give it out: no second mail.
  await sendLink(service.deps, waiting?.data as never);
  expect(await sentMail(service)).toHaveLength(1);
});

test('what was asked for is forgotten after two days', async () => {
  await ask({ email });
  await ask({ email: 'nobody@example.org' });
  service.clock.now = new Date(now.getTime() + 47 * 3_600_000);
  await sweep(service.deps);
  expect(await sql(service.databaseUrl, 'SELECT 1 FROM link_request')).toHaveLength(2);
  service.clock.now = new Date(now.getTime() + 49 * 3_600_000);
  await sweep(service.deps);
  expect(await sql(service.databaseUrl, 'SELECT 1 FROM link_request')).toEqual([]);
});
