import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { openLocks } from '../../support/postgres/locks.ts';
import { type TestService, testService } from '../../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await testService();
  await service.deps.stores.papers.store([makeIncoming({ title: 'Quantum walks' })], {
    source: 'test',
    now: new Date('2026-11-24T10:00:00Z'),
    sample: false,
  });
});
afterAll(() => service.close());

test('a search that the database cannot answer in time is refused, and the next ones are answered', async () => {
  const app = await service.app();
  const search = () => app.inject('/api/v1/papers?q=quantum');
  const locks = await openLocks(service.databaseUrl);
  await locks.lockTable('paper');
  const asked = Array.from({ length: 40 }, search);
  const refused = await Promise.race(asked.slice(0, 3));
  await locks.letGo();
  expect(refused.json().detail).toBe('This search takes too long. Please use fewer words, or rarer ones.');
  const answers = await Promise.all(asked);
  const busy = answers.filter((answer) =>
    answer.json().detail?.startsWith('Too many searches are under way'),
  );
  // Three were at work, thirty waited, and seven had no place to wait; whoever waited was answered after all.
  expect(busy.map(({ headers }) => headers['retry-after'])).toEqual(Array(7).fill('5'));
  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200, 503]));
  expect((await search()).json().total).toBe(1);
});

test('whoever has had the database search for long waits, and nobody else does', async () => {
  const app = await service.app();
  const search = (from: string) =>
    app.inject({ url: '/?q=quantum', headers: { 'x-forwarded-for': from, accept: 'text/html' } });
  const locks = await openLocks(service.databaseUrl);
  await locks.lockTable('paper');
  // Each keeps connections until its time is over.
  const answers = [(await search('203.0.113.7')).statusCode];
  while (answers.at(-1) === 503 && answers.length < 5) answers.push((await search('203.0.113.7')).statusCode);
  expect(answers.slice(0, 2)).toEqual([503, 503]);
  const refused = await search('203.0.113.8');
  expect(refused.statusCode).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.body).toContain('There were many searches from your network');
  await locks.letGo();
  expect((await search('203.0.114.7')).statusCode).toBe(200);
  expect((await search('203.0.113.7')).statusCode).toBe(429);
});
