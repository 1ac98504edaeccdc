import { afterAll, beforeAll, expect, test } from 'vitest';
import { refreshTrends } from '../../../src/app/papers/refresh-trends.ts';
import type { App } from '../../../src/http/options.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { checksums } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { form, pathOf } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
  const paper = makeIncoming({ title: 'Robots that walk on sand' });
  await service.deps.stores.papers.store([paper], { source: 'hugging-face', now, sample: false });
  await refreshTrends(service.deps);
});
afterAll(() => service.close());
const pathFor = (id: number) => pathOf(service.deps.links.preferences(id));

test('a reader sees the digest that would come now, with the links of theirs, and nothing changes', async () => {
  const id = await addReader(service.deps, 'ada@example.org', { topics: ['cs.RO'] });
  const before = await checksums(service.databaseUrl);
  const page = await app.inject(`${pathFor(id)}/next`);
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('1 paper');
  expect(page.body).toContain('Robots that walk on sand');
  expect(page.body).not.toContain('ada@example.org');
  const frame = await app.inject(`${pathFor(id)}/next/mail`);
  expect(frame.statusCode).toBe(200);
  expect(frame.headers['content-security-policy']).toContain('sandbox');
  expect(frame.body).toContain('Robots that walk on sand');
  expect(frame.body).toContain(service.deps.links.feedback(id, 1).more);
  expect(await checksums(service.databaseUrl)).toEqual(before);
  expect((await app.inject(pathFor(id))).body).toContain(`href="${pathFor(id)}/next"`);
});

test('it is there during a pause too, with the words of the language that the reader chose', async () => {
  const id = await addReader(service.deps, 'grete@example.org', { topics: ['cs.RO'], language: 'de' });
  await app.inject({ url: `${pathFor(id)}/pause`, ...form({ weeks: '1' }) });
  const { body } = await app.inject(`${pathFor(id)}/next`);
  expect(body).toContain('Robots that walk on sand');
  expect((await app.inject(`${pathFor(id)}/next/mail`)).body).toContain('lang="de"');
});

test('who would get nothing reads so', async () => {
  const id = await addReader(service.deps, 'emmy@example.org', { topics: ['math.PR'] });
  const { statusCode, body } = await app.inject(`${pathFor(id)}/next`);
  expect(statusCode).toBe(200);
  expect(body).toContain('There is nothing new for you at the moment.');
  expect(body).not.toContain('<iframe');
  expect((await app.inject(`${pathFor(id)}/next/mail`)).statusCode).toBe(404);
});

test('who gets no digests is told so, and somebody else’s link opens nothing', async () => {
  const id = await addReader(service.deps, 'gone@example.org');
  await service.deps.stores.subscribers.deactivate(id, 'unsubscribed', now);
  expect((await app.inject(`${pathFor(id)}/next`)).statusCode).toBe(409);
  expect((await app.inject(pathFor(id))).body).not.toContain('/next"');
  expect((await app.inject('/preferences/nonsense/next')).statusCode).toBe(404);
  expect((await app.inject(`${pathFor(999)}/next`)).statusCode).toBe(410);
});
