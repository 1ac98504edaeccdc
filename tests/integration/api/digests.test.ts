import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { deliveryStates } from '../../../src/domain/sending/delivery.ts';
import { buildApp } from '../../../src/http/app.ts';
import { runJobs, waitingJobs } from '../../support/jobs.ts';
import { answerMessages, lostReply, refusal } from '../../support/mail/handovers.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { apiOf, problemFields } from '../../support/web/api.ts';
import { httpOptions } from '../../support/web/http-options.ts';
import { bearer, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');

let service: TestService;
let api: Awaited<ReturnType<typeof apiOf>>;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  api = await apiOf(service);
  await service.deps.stores.papers.store([makeIncoming()], { source: 'hugging-face', now, sample: false });
});
afterAll(() => service.close());
beforeEach(async () => {
  const { databaseUrl, deps } = service;
  await emptyTables(databaseUrl, ['subscriber', 'suppression', 'caught_mail', 'digest']);
  await sql(databaseUrl, 'DELETE FROM pgboss.job');
  await addReader(deps, 'robots@example.org', { topics: ['cs.RO'] });
  await addReader(deps, 'primes@example.org', { topics: ['math.NT'] });
  await addReader(deps, 'weekly@example.org', { topics: ['cs.RO'], cadence: 'weekly' });
  await addReader(deps, 'suppressed@example.org', { topics: ['cs.RO'] });
  await deps.stores.suppressions.suppress('suppressed@example.org', 'complaint');
});
afterEach(() => vi.restoreAllMocks());

const trigger = (payload: object, headers: Record<string, string> = {}) =>
  api('POST', '/admin/digests', payload, headers);
const digest = async (id = 1) => (await api('GET', `/admin/digests/${id}`)).body;
const sumOf = (counts: Record<string, number>) =>
  deliveryStates.reduce((sum, state) => sum + (counts[state] ?? Number.NaN), 0);
const refuse = () => answerMessages(service.deps.transport, refusal('data', '554 5.7.1 not here'));

describe('triggering a digest', () => {
  test('is answered with 202 and an id; its counts add up to its audience from then on', async () => {
    const { status, body } = await trigger({});
    expect(status).toBe(202);
    expect(body).toEqual({ id: 1, status: 'planning' });
    await planDigest(service.deps, 1);
    const planned = await digest();
    expect(planned).toMatchObject({ status: 'sending', origin: 'api', asOf: now.toISOString() });
    expect(planned.counts).toMatchObject({ audience: 4, queued: 2, skipped: 1, suppressed: 1 });
    await runJobs(service);
    const { status: ended, counts } = await digest();
    expect([ended, counts.audience, counts.sent]).toEqual(['finished', 4, 2]);
    expect(sumOf(counts)).toBe(counts.audience);
    expect((await sentMail(service)).map(({ to }) => to).toSorted()).toEqual([
      'robots@example.org',
      'weekly@example.org',
    ]);
  });

  test.each([
    [{ cadence: 'weekly' }, { audience: 1, queued: 1, skipped: 0, suppressed: 0 }],
    [{ topics: ['math.NT'] }, { audience: 1, queued: 0, skipped: 1, suppressed: 0 }],
    [
      { topics: ['cs.RO'], cadence: 'daily' },
      { audience: 2, queued: 1, skipped: 0, suppressed: 1 },
    ],
    [
      { emails: ['ROBOTS@example.org', 'robots@example.org'] },
      { audience: 1, queued: 1, skipped: 0, suppressed: 0 },
    ],
    [{ asOf: '2026-11-20T00:00:00Z' }, { audience: 4, queued: 0, skipped: 3, suppressed: 1 }],
  ])(
    'narrowed by %j reaches whom a dry run says, and a dry run writes nothing',
    async (payload, expected) => {
      const before = await checksums(service.databaseUrl, ['api_token']);
      const dry = await trigger({ ...payload, dryRun: true });
      expect([dry.status, dry.body]).toEqual([200, { dryRun: true, ...expected }]);
      expect(await checksums(service.databaseUrl, ['api_token'])).toEqual(before);
      expect(await waitingJobs(service)).toEqual([]);

      await trigger(payload);
      await planDigest(service.deps, 1);
      expect((await digest()).counts).toMatchObject(expected);
    },
  );

  test.each([
    [{ emails: ['nobody@example.org', 'robots@example.org', 'x'] }, ['emails', 'emails']],
    [{ emails: [] }, ['emails']],
    [{ topics: ['cs.RO', 'no-such'] }, ['topics']],
    [{ cadence: 'hourly' }, ['cadence']],
    [{ asOf: 'yesterday' }, ['asOf']],
    [{ asOf: '2026-11-24' }, ['asOf']],
    [{ asOf: '2016-12-31T23:59:60Z' }, ['asOf']],
    [{ asOf: '0001-01-01T00:00:00Z' }, ['asOf']],
    [{ dryRun: 'yes' }, ['dryRun']],
    [{ everybody: true }, ['everybody']],
    [{ topics: ['a\0'] }, ['topics.0']],
  ])('with %j is refused, and no digest is made', async (payload, fields) => {
    const answer = await trigger(payload);
    expect(problemFields(answer, 400, 'invalid')).toEqual(fields);
    expect((await api('GET', '/admin/digests')).body.items).toEqual([]);
  });

  test('names the addresses that are wrong, and why', async () => {
    await api('PATCH', '/admin/subscribers/1', { status: 'unsubscribed' });
    const { body } = await trigger({
      emails: ['nobody@example.org', 'robots@example.org', 'weekly@example.org'],
    });
    expect(body.errors).toEqual([
      { field: 'emails', message: '"nobody@example.org" is not a subscriber' },
      { field: 'emails', message: '"robots@example.org" is unsubscribed, not active' },
    ]);
  });
});

describe('an Idempotency-Key', () => {
  const key = { 'idempotency-key': 'once' };
  test('gives the same digest for the same request, also in another order and at the same moment', async () => {
    const asked = { cadence: 'daily', topics: ['cs.RO'] };
    const first = await Promise.all([trigger(asked, key), trigger(asked, key)]);
    const again = await trigger({ topics: ['cs.RO'], cadence: 'daily' }, key);
    expect([...first, again].map(({ status, body }) => [status, body.id])).toEqual(
      Array.from({ length: 3 }, () => [202, first[0].body.id]),
    );
    expect((await api('GET', '/admin/digests')).body.items).toHaveLength(1);
    await runJobs(service);
    expect(await sentMail(service)).toHaveLength(1);
  });
  test('with another request is a conflict, and sends nothing', async () => {
    await trigger({ cadence: 'daily' }, key);
    problemFields(await trigger({ cadence: 'weekly' }, key), 409, 'conflict');
    expect((await api('GET', '/admin/digests')).body.items).toHaveLength(1);
  });
  test('is not needed: without one, every request is a digest', async () => {
    expect([(await trigger({})).body.id, (await trigger({})).body.id]).toEqual([1, 2]);
  });
  test('of more than 200 characters is refused', async () => {
    const answer = await trigger({}, { 'idempotency-key': 'x'.repeat(201) });
    expect(problemFields(answer, 400, 'invalid')).toEqual(['idempotency-key']);
  });
});

describe('digests and deliveries', () => {
  test('are listed newest first, in pages', async () => {
    for (let i = 0; i < 3; i++) await trigger({ emails: ['primes@example.org'] });
    const page = await api('GET', '/admin/digests?limit=2');
    expect(page.body.items.map(({ id }: { id: number }) => id)).toEqual([3, 2]);
    const next = await api('GET', '/admin/digests?limit=2&before=2');
    expect(next.body.items.map(({ id }: { id: number }) => id)).toEqual([1]);
    expect(next.body.items[0].counts.audience).toBe(0);
    for (const query of ['limit=0', 'limit=101', 'before=0', 'page=1'])
      expect(problemFields(await api('GET', `/admin/digests?${query}`), 400, 'invalid')).toEqual([
        query.split('=')[0],
      ]);
  });
  test('deliveries are listed by state, in pages, without any address', async () => {
    await trigger({});
    await runJobs(service);
    const all = await api('GET', '/admin/digests/1/deliveries');
    expect(all.body.items).toHaveLength(4);
    expect(all.body.counts).toMatchObject({ audience: 4, sent: 2 });
    expect(all.text).not.toContain('example.org');
    const sent = await api('GET', '/admin/digests/1/deliveries?status=sent&limit=1');
    const rest = await api('GET', `/admin/digests/1/deliveries?status=sent&after=${sent.body.items[0].id}`);
    expect([...sent.body.items, ...rest.body.items].map(({ state }) => state)).toEqual(['sent', 'sent']);
    expect(sent.body.items[0]).toMatchObject({
      digestId: 1,
      subscriberId: 1,
      attempt: 1,
      sentAt: now.toISOString(),
    });
    const wrong = await api('GET', '/admin/digests/1/deliveries?status=lost&limit=0&after=x');
    expect(problemFields(wrong, 400, 'invalid')).toEqual(['after', 'limit', 'status']);
  });
  test.each([
    ['GET', '/admin/digests/9'],
    ['GET', '/admin/digests/9/deliveries'],
    ['GET', '/admin/digests/9/events'],
    ['POST', '/admin/digests/9/pause'],
    ['POST', '/admin/digests/9/resume'],
    ['POST', '/admin/digests/9/cancel'],
    ['POST', '/admin/digests/9/retry-failed'],
  ] as const)('%s %s of no digest is 404, and of no number 400', async (method, path) => {
    problemFields(await api(method, path), 404, 'not_found');
    expect(problemFields(await api(method, path.replace('9', 'x')), 400, 'invalid')).toEqual(['id']);
  });
});

describe('steering a digest', () => {
  const command = (name: string) => api('POST', `/admin/digests/1/${name}`);
  test('pauses it before or while it is sent, and resumes it; nobody is missed or mailed twice', async () => {
    await trigger({});
    expect((await command('pause')).body).toMatchObject({ status: 'paused', problem: 'paused by an admin' });
    await runJobs(service);
    expect((await digest()).counts.audience).toBe(0);
    problemFields(await command('pause'), 409, 'conflict');
    expect((await command('resume')).body.status).toBe('planning');
    await planDigest(service.deps, 1);
    await command('pause');
    await runJobs(service);
    expect((await digest()).counts).toMatchObject({ audience: 4, queued: 2, sent: 0 });
    expect((await command('resume')).body).toMatchObject({ status: 'sending', problem: null });
    await runJobs(service);
    expect(await digest()).toMatchObject({ status: 'finished', counts: { audience: 4, sent: 2, queued: 0 } });
    expect(await sentMail(service)).toHaveLength(2);
  });
  test('cancels what is queued, for good', async () => {
    await trigger({});
    await planDigest(service.deps, 1);
    expect((await command('cancel')).body).toMatchObject({
      status: 'cancelled',
      counts: { audience: 4, cancelled: 2, queued: 0, skipped: 1, suppressed: 1 },
    });
    await runJobs(service);
    expect(await sentMail(service)).toEqual([]);
    for (const name of ['pause', 'resume', 'cancel', 'retry-failed'])
      problemFields(await command(name), 409, 'conflict');
  });
  test('tries the failed ones again when told to, and only those', async () => {
    refuse();
    await trigger({ emails: ['robots@example.org', 'primes@example.org'] });
    await runJobs(service);
    expect(await digest()).toMatchObject({
      status: 'finished',
      counts: { audience: 2, failed: 1, skipped: 1 },
    });
    expect((await command('retry-failed')).body).toMatchObject({ status: 'sending', counts: { queued: 1 } });
    await runJobs(service);
    expect(await digest()).toMatchObject({ status: 'finished', counts: { audience: 2, sent: 1, failed: 0 } });
    for (const name of ['pause', 'resume', 'cancel']) problemFields(await command(name), 409, 'conflict');
  });
});

describe('an unknown delivery', () => {
  beforeEach(async () => {
    answerMessages(service.deps.transport, lostReply);
    await trigger({ emails: ['robots@example.org'] });
    await runJobs(service);
  });
  const resolve = (outcome: unknown, id: unknown = 1) =>
    api('POST', `/admin/deliveries/${String(id)}/resolve`, { outcome });

  test('is not sent again by itself, nor by retry-failed', async () => {
    expect((await digest()).counts).toMatchObject({ audience: 1, unknown: 1 });
    await api('POST', '/admin/digests/1/retry-failed');
    await runJobs(service);
    expect((await digest()).counts).toMatchObject({ unknown: 1, sent: 0 });
  });
  test('becomes sent by an admin’s word, once', async () => {
    const { status, body } = await resolve('sent');
    expect([status, body.state]).toEqual([200, 'sent']);
    expect((await digest()).counts).toMatchObject({ audience: 1, sent: 1, unknown: 0 });
    problemFields(await resolve('resend'), 409, 'conflict');
    await runJobs(service);
    expect(await sentMail(service)).toEqual([]);
  });
  test('is sent again by an admin’s word, with the same Message-ID', async () => {
    const before = (await api('GET', '/admin/digests/1/deliveries')).body.items[0];
    expect((await resolve('resend')).body).toMatchObject({ state: 'queued', messageId: before.messageId });
    await runJobs(service);
    expect(await digest()).toMatchObject({ status: 'finished', counts: { sent: 1, unknown: 0 } });
    expect((await sentMail(service))[0]?.raw).toContain(`Message-ID: ${before.messageId}`);
  });
  test('needs one of the two outcomes, and an id that is there', async () => {
    expect(problemFields(await resolve('lost'), 400, 'invalid')).toEqual(['outcome']);
    expect(problemFields(await api('POST', '/admin/deliveries/1/resolve', {}), 400, 'invalid')).toEqual([
      'outcome',
    ]);
    expect(problemFields(await resolve('sent', 'x'), 400, 'invalid')).toEqual(['id']);
    problemFields(await resolve('sent', 999), 404, 'not_found');
  });
});

describe('the events of a digest', () => {
  test('end with the digest: its last counts, then the event end', async () => {
    await trigger({});
    await runJobs(service);
    const { status, text, headers } = await api('GET', '/admin/digests/1/events');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/event-stream');
    const events = text.split('\n\n').filter(Boolean);
    expect(JSON.parse(events[0]?.replace('data: ', '') ?? '')).toMatchObject({
      id: 1,
      status: 'finished',
      counts: { sent: 2 },
    });
    expect(events.at(-1)).toBe('event: end\ndata: {}');
  });
  test('tell each change while it is sent', async () => {
    await trigger({});
    const watching = api('GET', '/admin/digests/1/events');
    await planDigest(service.deps, 1);
    await runJobs(service);
    const events = (await watching).text.split('\n\n').filter((event) => event.startsWith('data: '));
    const seen = events.map((event) => JSON.parse(event.slice('data: '.length)));
    expect(seen.at(-1)).toMatchObject({ status: 'finished', counts: { audience: 4, sent: 2 } });
    for (const { counts } of seen) expect(sumOf(counts)).toBe(counts.audience);
  });
  test('do not keep the server from closing, and do not say that the digest ended', async () => {
    await trigger({});
    await api('POST', '/admin/digests/1/pause');
    const app = await buildApp({ ...httpOptions(service), logger: false });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const stream = await fetch(`http://127.0.0.1:${port}/api/v1/admin/digests/1/events`, {
      headers: await bearer(service),
    });
    const text = stream.text();
    await app.close();
    expect(await text).toContain('"status":"paused"');
    expect(await text).not.toContain('event: end');
  });
});
