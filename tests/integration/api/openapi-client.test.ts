import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { type ClientRequest, clientOf, type Description } from '../../support/web/openapi-client.ts';
import { bearer, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');

let service: TestService;
let app: App;
let description: Description;
let client: ReturnType<typeof clientOf>;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  app = await service.app();
  await service.deps.stores.papers.store([makeIncoming()], { source: 'hugging-face', now, sample: false });
  await addReader(service.deps, 'robots@example.org', { topics: ['cs.RO'] });
  description = (await app.inject('/api/openapi.json')).json();
  const token = (await bearer(service)).authorization.replace('Bearer ', '');
  client = clientOf(description, send, token);
});
afterAll(() => service.close());

async function send({ method, url, headers, payload }: ClientRequest) {
  const answer = await app.inject({
    method: method as 'GET',
    url,
    headers,
    ...(payload === undefined ? {} : { payload }),
  });
  const type = String(answer.headers['content-type'] ?? '').replace(/;.*/, '');
  return { status: answer.statusCode, type, text: answer.body };
}

describe('a client that knows only openapi.json', () => {
  test('subscribes a reader', async () => {
    const { status, value } = await client.call('subscribe');
    expect([status, value.status]).toEqual([202, 'accepted']);
    await runJobs(service);
    expect((await sentMail(service, 'reader@example.org'))[0]?.subject).toMatch(/confirm/i);
  });

  test('lists papers, looks at one, and at those like it', async () => {
    const { value: list } = await client.call('listPapers', { topic: 'cs.RO', limit: 5 });
    expect(list.items).toHaveLength(1);
    const { value: paper } = await client.call('getPaper', { id: list.items[0].id });
    expect(paper).toEqual(list.items[0]);
    expect((await client.call('listSimilarPapers', { id: paper.id })).status).toBe(200);
    expect((await client.call('listTopics')).value.items.length).toBeGreaterThan(100);
  });

  test('tries a digest, triggers it, and reads it until it has ended', async () => {
    const tried = await client.call('createDigest', { body: { topics: ['cs.RO'], dryRun: true } });
    expect([tried.status, tried.value.audience]).toEqual([200, 1]);
    expect((await client.call('listDigests')).value.items).toEqual([]);
    const request = { body: { topics: ['cs.RO'] }, 'idempotency-key': 'once' };
    const { status, value } = await client.call('createDigest', request);
    expect(status).toBe(202);
    expect((await client.call('createDigest', request)).value.id).toBe(value.id);
    await runJobs(service);
    const { value: digest } = await client.call('getDigest', { id: value.id });
    expect(digest).toMatchObject({ status: 'finished', counts: { audience: 1, sent: 1 } });
    expect((await client.call('followDigest', { id: value.id })).value).toContain('event: end');
    const { value: deliveries } = await client.call('listDeliveries', { id: value.id, status: 'sent' });
    expect(deliveries.items).toHaveLength(1);
    expect((await client.call('pauseDigest', { id: value.id })).value.code).toBe('conflict');
  });

  test('finds, adds, changes, exports and erases a subscriber', async () => {
    const { value: list } = await client.call('listSubscribers', { status: 'active', limit: 1 });
    expect(list.items[0].email).toBe('robots@example.org');
    const body = { email: 'ada@example.org', status: 'active', consentSource: 'a test' };
    const { value: added } = await client.call('addSubscriber', { body });
    const { value: changed } = await client.call('changeSubscriber', { id: added.id, body: { hour: 9 } });
    expect((await client.call('getSubscriber', { id: added.id })).value).toEqual(changed);
    expect((await client.call('exportSubscriber', { id: added.id })).value.subscriber.email).toBe(body.email);
    expect((await client.call('exportSubscribers')).value).toContain('ada@example.org');
    expect((await client.call('eraseSubscriber', { id: added.id })).status).toBe(204);
    expect((await client.call('getSubscriber', { id: added.id })).value.code).toBe('not_found');
  });

  test('adds and lifts a suppression, and finds both in the audit', async () => {
    const { status, value } = await client.call('addSuppression');
    expect(status).toBe(201);
    expect((await client.call('listSuppressions', { limit: 1_000 })).value.items).toContainEqual(value);
    expect((await client.call('liftSuppression', { id: value.id })).status).toBe(204);
    expect((await client.call('liftSuppression', { id: value.id })).value.code).toBe('not_found');
    const { value: audit } = await client.call('listAudit', { limit: 3 });
    expect(audit.items.map(({ action }: { action: string }) => action)).toEqual([
      'suppression lifted',
      // By the list in between.
      'addresses read',
      'suppression added',
    ]);
  });

  test('imports what the examples hold', async () => {
    const subscribers = await client.call('importSubscribers');
    expect(subscribers.value).toMatchObject({ rows: 1, errors: [] });
    const papers = await client.call('importPapers');
    expect(papers.value).toMatchObject({ lines: 1, added: 1, errors: [] });
  });

  test.each([
    ['getStats', {}],
    ['listSources', {}],
    ['listBounces', { kind: 'hard', matched: false }],
    ['getSchedule', {}],
    ['holdSchedule', {}],
    ['releaseSchedule', {}],
    ['editPaper', { id: 1 }],
    ['getBounceMessage', { id: '1' }],
    ['resolveDelivery', { id: '1' }],
    ['receiveSesEvents', {}],
    ['receiveMailgunEvents', {}],
  ])('understands the answer of %s', async (name, values) => {
    const { status, value } = await client.call(name, values);
    expect(status < 300 || typeof value.code === 'string').toBe(true);
  });

  test('understands what it did wrong', async () => {
    const answers = [
      await client.call('createDigest', { body: { topics: ['no-such-topic'] } }),
      await client.call('getPaper', { id: 2_000_000_000 }),
      await clientOf(description, send, 'wrong').call('listDigests'),
    ];
    expect(answers.map(({ status, value }) => [status, value.code])).toEqual([
      [400, 'invalid'],
      [404, 'not_found'],
      [401, 'unauthenticated'],
    ]);
  });
});
