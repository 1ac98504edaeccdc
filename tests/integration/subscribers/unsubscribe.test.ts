import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { eraseSubscriber } from '../../../src/app/subscribers/erase-subscriber.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs, waitingJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { form, linkIn, pathOf, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const email = 'ada@example.org';

let service: TestService;
let app: App;
let id: number;
let link: string;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
  await service.deps.stores.papers.store([makeIncoming()], { source: 'hugging-face', now, sample: false });
});
afterAll(() => service.close());
beforeEach(async () => {
  await emptyTables(service.databaseUrl, ['subscriber', 'suppression', 'caught_mail', 'digest']);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  id = await addReader(service.deps, email);
  link = pathOf(service.deps.links.unsubscribe(id));
});

const status = async () => (await service.deps.stores.subscribers.byId(id))?.status;
const multipart = (name: string, value: string) => ({
  headers: { 'content-type': 'multipart/form-data; boundary=b' },
  payload: `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b--\r\n`,
});
const oneClick = form({ 'List-Unsubscribe': 'One-Click' });

test('following the link changes nothing: it shows a button', async () => {
  const before = await checksums(service.databaseUrl);
  for (const method of ['GET', 'HEAD', 'GET'] as const)
    expect((await app.inject({ method, url: link })).statusCode).toBe(200);
  expect((await app.inject(link)).body).toContain(`<form method="post" action="${link}">`);
  expect(await checksums(service.databaseUrl)).toEqual(before);
  expect(await waitingJobs(service)).toEqual([]);
});

describe.each([
  ['the page’s button', form()],
  ['a one-click of RFC 8058, urlencoded', oneClick],
  ['a one-click of RFC 8058, multipart', multipart('List-Unsubscribe', 'One-Click')],
  ['a POST with an empty body', { payload: '' }],
  ['a POST without a content type', { payload: 'List-Unsubscribe=One-Click' }],
  ['a POST of an unknown type', { payload: '{', headers: { 'content-type': 'application/json' } }],
])('%s', (_name, request) => {
  test('unsubscribes at once, again and again with 200, without redirect, cookie or session', async () => {
    for (let i = 0; i < 3; i++) {
      const answer = await app.inject({ ...request, method: 'POST', url: link });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers.location).toBeUndefined();
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.body).toContain('You are unsubscribed');
      expect(await status()).toBe('unsubscribed');
    }
    const events = await service.deps.stores.subscribers.events(id);
    expect(events.filter(({ kind }) => kind === 'unsubscribed')).toHaveLength(1);
  });
});

test('leaves no time at which a digest is due', async () => {
  await app.inject({ url: link, ...oneClick });
  expect(await service.deps.stores.subscribers.byId(id)).toMatchObject({
    nextDueAt: null,
    unsubscribedAt: now,
  });
});

test('the page’s button is answered by one goodbye mail, however often it is pressed', async () => {
  for (let i = 0; i < 3; i++) await app.inject({ url: link, ...form() });
  await runJobs(service);
  expect((await sentMail(service)).map(({ subject, to }) => [subject, to])).toEqual([
    ['You are unsubscribed from Offprint', email],
  ]);
});

test.each([
  ['urlencoded', oneClick],
  ['multipart', { ...multipart('List-Unsubscribe', 'One-Click'), method: 'POST' as const }],
])('a one-click, %s, is answered by no mail', async (_name, request) => {
  await app.inject({ url: link, ...request });
  expect(await waitingJobs(service)).toEqual([]);
  const [, event] = await service.deps.stores.subscribers.events(id);
  expect(event).toMatchObject({ kind: 'unsubscribed', detail: { means: 'one-click' } });
});

test('what was already queued for that reader is suppressed when its turn comes, and the counts add up', async () => {
  const other = await addReader(service.deps, 'other@example.org');
  const digest = await triggerDigest(service.deps, { origin: 'api' });
  await planDigest(service.deps, digest.id);
  expect((await service.deps.stores.digests.counts(digest.id)).queued).toBe(2);

  await app.inject({ url: link, ...oneClick });
  await runJobs(service);
  expect(await service.deps.stores.digests.counts(digest.id)).toMatchObject({
    audience: 2,
    suppressed: 1,
    sent: 1,
    queued: 0,
  });
  expect((await sentMail(service)).map(({ to }) => to)).toEqual(['other@example.org']);
  const [mine] = await service.deps.stores.subscribers.deliveriesOf(id);
  const [theirs] = await service.deps.stores.subscribers.deliveriesOf(other);
  expect([mine?.state, theirs?.state]).toEqual(['suppressed', 'sent']);
});

test('the links of a digest mail work: the page, the one-click header and the preferences', async () => {
  await triggerDigest(service.deps, { origin: 'api' });
  await runJobs(service);
  const [mail] = await sentMail(service, email);
  expect(linkIn(mail, 'unsubscribe')).toBe(link);
  const header = /^List-Unsubscribe: <([^>]+)>/im.exec(mail?.raw.replace(/\r\n[ \t]+/g, ' ') ?? '')?.[1];
  expect(pathOf(header ?? '')).toBe(link);
  expect(mail?.raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
});

test('somebody who was erased counts as unsubscribed', async () => {
  await eraseSubscriber(service.deps, id);
  expect((await app.inject({ url: link, ...oneClick })).statusCode).toBe(200);
});

describe('a link that is not the service’s', () => {
  const [purposes, tampered] = [
    () => ['preferences', 'view'].map((page) => link.replace('unsubscribe', page)),
    () => [
      link.replace(/\.\d+\./, '.2.'),
      link.replace(/\.(.)([^.]+)$/, (_all, first, rest) => `.${first === 'A' ? 'B' : 'A'}${rest}`),
      link.slice(0, -3),
      `${link}.x`,
      '/unsubscribe/x',
      '/unsubscribe/..1.',
    ],
  ];
  test('is 404 when it was changed, and unsubscribes nobody', async () => {
    await addReader(service.deps, 'second@example.org');
    for (const url of tampered()) {
      expect((await app.inject(url)).statusCode, url).toBe(404);
      expect((await app.inject({ url, ...oneClick })).statusCode, url).toBe(404);
    }
    expect(await service.deps.stores.subscribers.countByStatus()).toMatchObject({
      active: 2,
      unsubscribed: 0,
    });
  });
  test('is worth nothing for another purpose', async () => {
    for (const url of purposes()) expect((await app.inject(url)).statusCode, url).toBe(404);
    for (const make of [service.deps.links.preferences, (n: number) => service.deps.links.view(String(n))]) {
      const url = pathOf(make(id)).replace(/^\/\w+/, '/unsubscribe');
      expect((await app.inject({ url, ...oneClick })).statusCode).toBe(404);
    }
    expect(await status()).toBe('active');
  });
});
