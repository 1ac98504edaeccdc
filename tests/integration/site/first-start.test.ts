import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadSamplePapers } from '../../../src/app/papers/load-sample-papers.ts';
import type { App } from '../../../src/http/options.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-22T10:00:00Z');
const samples = 'These papers are samples.';
const renewing = '<meta http-equiv="refresh" content="5">';

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
});
afterAll(() => service.close());

const page = async (url: string) => (await app.inject(url)).body;

test('while the sources are asked for the first time, the page says so and renews itself', async () => {
  const body = await page('/');
  expect(body).toContain('Papers are being fetched.');
  expect(body).toContain(renewing);
  expect(await page('/?q=robots')).not.toContain(renewing);
});

test('once a source has failed it renews itself no more', async () => {
  const { sources } = service.deps.stores;
  await sources.noteAttempt('arxiv', now);
  await sources.noteFailure('arxiv', 'no answer');
  service.clock.now = new Date(now.getTime() + 120_000);
  const body = await page('/');
  expect(body).toContain('No papers here yet.');
  expect(body).not.toContain(renewing);
});

test('samples are named as samples wherever they stand, until there are papers', async () => {
  const line = JSON.stringify({
    title: 'A sample about robots',
    abstract: 'Robots.',
    authors: ['Ada Lovelace'],
    categories: ['cs.RO'],
  });
  await loadSamplePapers(service.deps, [line]);
  const day = new Date(service.deps.now().getTime() - 3_600_000).toISOString().slice(0, 10);
  for (const url of [
    '/',
    '/papers/1',
    '/?q=robots',
    '/topics/cs.RO',
    '/authors/ada-lovelace',
    `/?date=${day}`,
  ])
    expect(await page(url), url).toContain(samples);
  await service.deps.stores.papers.store([makeIncoming({ featuredAt: new Date('2026-11-20T10:00:00Z') })], {
    source: 'hugging-face',
    now,
    sample: false,
  });
  await service.deps.stores.papers.hideSamples();
  expect(await page('/')).not.toContain(samples);
});

test('an empty list says why, by its window and the days of the week', async () => {
  // A Sunday: the last announcement was on Thursday evening.
  const body = await page('/?window=day');
  expect(body).toContain('No papers of this time.');
  expect(body).toContain('it does not on Fridays and Saturdays. Try a longer time.');
  expect(body).not.toContain(renewing);
});

test('an address with nothing at it offers to search', async () => {
  const { statusCode, body } = await app.inject('/nowhere');
  expect(statusCode).toBe(404);
  expect(body).toContain('There is nothing at this address.');
  expect(body).toMatch(/<form class="search" role="search" method="get" action="\/">/);
  expect((await app.inject('/admin/nowhere')).body).not.toContain('role="search"');
});
