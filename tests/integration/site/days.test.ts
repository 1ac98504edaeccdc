import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../../src/http/options.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T10:00:00Z');

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
  const paper = (number: number, title: string, at: string, upvotes: number) =>
    makeIncoming({
      arxivId: `2611.0000${number}`,
      title,
      publishedAt: new Date(at),
      featuredAt: new Date(at),
      signal: { upvotes },
    });
  await service.deps.stores.papers.store(
    [
      paper(1, 'Of Friday morning', '2026-11-20T00:00:00Z', 3),
      paper(2, 'Of Friday night', '2026-11-20T23:59:59Z', 8),
      paper(3, 'Of Monday', '2026-11-23T12:00:00Z', 1),
      paper(4, 'Of this morning', '2026-11-24T09:00:00Z', 2),
    ],
    { source: 'hugging-face', now, sample: false },
  );
});
afterAll(() => service.close());

const page = async (url: string) => {
  const { statusCode, body } = await app.inject(url);
  expect(statusCode, `${url}: ${body.slice(0, 300)}`).toBe(200);
  return body.replaceAll('&#x3D;', '=');
};
const titles = (body: string) =>
  [...body.matchAll(/class="title"><a href="\/papers\/\d+">([^<]*)</g)].map(([, title]) => title);

describe('any day', () => {
  test('has the papers of that day, with most votes first, and ways to the days beside it', async () => {
    const body = await page('/?date=2026-11-20');
    expect(titles(body)).toEqual(['Of Friday night', 'Of Friday morning']);
    expect(body).toContain('<h1>Papers of 20 Nov 2026</h1>');
    expect(body).toContain('href="/?date=2026-11-19" rel="prev"');
    expect(body).toContain('href="/?date=2026-11-21" rel="next"');
    expect(body).toContain('rel="canonical" href="http://localhost:3000/?date=2026-11-20"');
    expect(body).not.toContain('noindex');
  });
  test('can be a week or a month', async () => {
    expect(titles(await page('/?date=2026-11-24&window=week'))).toEqual(['Of this morning', 'Of Monday']);
    const month = await page('/?date=2026-11-02&window=month');
    expect(titles(month)).toHaveLength(4);
    expect(month).toContain('<h1>Papers of November 2026</h1>');
    expect(month).not.toContain('rel="next"');
  });
  test('says why nothing was announced, and is not for search engines then', async () => {
    const body = await page('/?date=2026-11-22');
    expect(body).toContain('No papers of that time are here.');
    expect(body).toContain('it does not on Fridays and Saturdays');
    expect(body).toContain('noindex');
  });
  test('ends today', async () => {
    const body = await page('/?date=2026-11-24');
    expect(titles(body)).toEqual(['Of this morning']);
    expect(body).not.toContain('rel="next"');
  });
  test('that is none, or has not come yet, is answered in words', async () => {
    for (const date of ['2026-13-01', 'today', '2026-02-30', 'x'.repeat(40)]) {
      const { statusCode, body } = await app.inject(`/?date=${date}`);
      expect([statusCode, body]).toEqual([
        400,
        expect.stringContaining('a day of the calendar, written like 2026-11-24'),
      ]);
    }
    const { statusCode, body } = await app.inject('/?date=2026-11-25');
    expect([statusCode, body]).toEqual([404, expect.stringContaining('That day has not come yet.')]);
  });
  test('of a search is among what narrows it', async () => {
    const { statusCode, headers } = await app.inject('/?date=2026-11-20&q=robots');
    expect(statusCode).toBe(303);
    expect(decodeURIComponent(String(headers.location))).toBe('/?q=robots+from:2026-11-20+to:2026-11-20');
  });
  test('is one click from the start page, which says what its windows hold', async () => {
    const body = await page('/');
    expect(body).toContain('href="/?date=2026-11-23"');
    expect(body).toContain('>24 hours</a>');
    expect(body).not.toContain('href="/admin"');
  });
});
