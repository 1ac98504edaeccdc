import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../../src/http/options.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { cardTitles } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
  const paper = (number: number, title: string, at: string, upvotes: number, category = 'cs.CL') =>
    makeIncoming({
      arxivId: `2611.0000${number}`,
      title,
      categories: [category],
      primaryCategory: category,
      publishedAt: new Date(at),
      featuredAt: new Date(at),
      signal: { upvotes },
    });
  await service.deps.stores.papers.store(
    [
      paper(1, 'Of Friday morning', '2026-11-20T00:00:00Z', 3),
      paper(2, 'Of Friday night', '2026-11-20T23:59:59Z', 8, 'cs.RO'),
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

describe('any day', () => {
  test('has the papers of that day, with most votes first, and ways to the days beside it', async () => {
    const body = await page('/?date=2026-11-20');
    expect(cardTitles(body)).toEqual(['Of Friday night', 'Of Friday morning']);
    expect(body).toContain('<h1>Papers of 20 Nov 2026</h1>');
    expect(body).toContain('href="/?date=2026-11-19" rel="prev"');
    expect(body).toContain('href="/?date=2026-11-21" rel="next"');
    expect(body).toContain('rel="canonical" href="http://localhost:3000/?date=2026-11-20"');
    expect(body).not.toContain('noindex');
  });
  test('can be a week or a month', async () => {
    expect(cardTitles(await page('/?date=2026-11-24&window=week'))).toEqual(['Of this morning', 'Of Monday']);
    const month = await page('/?date=2026-11-02&window=month');
    expect(cardTitles(month)).toHaveLength(4);
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
    expect(cardTitles(body)).toEqual(['Of this morning']);
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
  test('can be a topic’s, on the start page and on its own page, with the ways beside it there', async () => {
    for (const [start, form] of [
      ['/?date=2026-11-20&topic=cs.RO', '<form method="get" action="/">'],
      ['/topics/cs.RO?date=2026-11-20', '<form method="get" action="/topics/cs.RO">'],
    ] as const) {
      const body = (await page(start)).replaceAll('&amp;', '&');
      expect(cardTitles(body)).toEqual(['Of Friday night']);
      expect(body).toContain('<h1>Robotics: papers of 20 Nov 2026</h1>');
      expect(body).toContain(`href="${start.replace('-20', '-19')}" rel="prev"`);
      expect(body).toContain(`href="${start.replace('-20', '-21')}" rel="next"`);
      expect(body).toContain(`href="${start}&window=week"`);
      expect(body).toContain('href="/topics/cs.RO">Go to what is trending now in Robotics</a>');
      expect(body).toContain('href="/?date=2026-11-20">show all topics</a>');
      expect(body).toContain('rel="canonical" href="http://localhost:3000/topics/cs.RO?date=2026-11-20"');
      expect(body).toMatch(/name="topics" value="cs.RO" checked/);
      expect(body).toContain(form);
      expect(body.includes('<input type="hidden" name="topic" value="cs.RO">')).toBe(start.startsWith('/?'));
    }
    expect(cardTitles(await page('/topics/cs.RO?date=2026-11-23'))).toEqual([]);
    expect((await app.inject('/?date=2026-11-20&topic=nothing')).statusCode).toBe(404);
    expect((await app.inject('/topics/nothing?date=2026-11-20')).statusCode).toBe(404);
    expect((await app.inject('/topics/cs.RO?date=x')).statusCode).toBe(400);
    for (const now of ['/?topic=cs.RO', '/topics/cs.RO'])
      expect((await page(now)).replaceAll('&amp;', '&')).toMatch(
        /href="\/(\?date=2026-11-23&topic=cs.RO|topics\/cs.RO\?date=2026-11-23)">The day before/,
      );
  });
  test('of a search is among what narrows it', async () => {
    const { statusCode, headers } = await app.inject('/?date=2026-11-20&q=robots');
    expect(statusCode).toBe(303);
    expect(decodeURIComponent(String(headers.location))).toBe('/?q=robots+from:2026-11-20+to:2026-11-20');
    const narrowed = await app.inject('/?date=2026-11-20&q=robots&topic=cs.RO');
    expect(String(narrowed.headers.location)).toContain('&topic=cs.RO');
  });
  test('is one click from the start page, which says what its windows hold', async () => {
    const body = await page('/');
    expect(body).toContain('href="/?date=2026-11-23"');
    expect(body).toContain('>24 hours</a>');
    expect(body).not.toContain('href="/admin"');
  });
});
