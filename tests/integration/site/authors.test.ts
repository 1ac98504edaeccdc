import { XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { indexPapers } from '../../../src/app/papers/index-papers.ts';
import { authorHref } from '../../../src/http/forms/list-models.ts';
import type { App } from '../../../src/http/options.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { askByForm, cardTitles, linkIn, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const day = (at: number) => new Date(Date.UTC(2026, 10, at));
const collaboration = [...Array.from({ length: 1_200 }, (_, at) => `J. Someone${at}`), 'Jörg Müller'];

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
  const paper = (number: number, title: string, authors: string[]) =>
    makeIncoming({
      arxivId: `2611.0000${number}`,
      title,
      abstract: title,
      authors,
      publishedAt: day(number),
      featuredAt: day(number),
    });
  await service.deps.stores.papers.store(
    [
      paper(1, 'Graphs that grow', ['Yifei Zhu', 'Ada Lovelace']),
      paper(2, 'Graphs that shrink', ['Zhu, Y.']),
      paper(3, 'Trees that fall', ['Yan Zhu', '李明', 'Мария Кюри']),
      paper(4, 'A detector at work', collaboration),
      paper(5, 'A hidden paper', ['Yifei Zhu']),
      paper(6, 'Graphs in Chinese', ['李明', '<b>Mallory</b>']),
      paper(7, 'Trees that stand', [String.raw`J{\"o}rg M{\"u}ller`]),
    ],
    { source: 'hugging-face', now, sample: false },
  );
  await service.deps.stores.papers.edit(5, { hidden: true });
  await indexPapers(service.deps);
});
afterAll(() => service.close());

const page = async (url: string) => {
  const { statusCode, body } = await app.inject(url);
  expect(statusCode, `${url}: ${body.slice(0, 300)}`).toBe(200);
  return body;
};

describe('an author’s page', () => {
  test('has the papers that following brings, newest first, and says how sure each name is', async () => {
    const body = await page('/authors/yifei-zhu');
    expect(cardTitles(body)).toEqual(['Graphs that shrink', 'Graphs that grow']);
    expect(body).toContain('2 names match: Yifei Zhu, Zhu, Y.');
    expect(body).toContain('1 paper · possible, 60 %');
    expect(body).toContain('As Zhu, Y.: possible, 60 %');
    expect(body).not.toContain('A hidden paper');
    expect(body).toMatch(/<h2 id="subscribe-heading"[^>]*>Get new papers by Yifei Zhu<\/h2>/);
    expect(body).toMatch(/name="authors" value="Yifei Zhu" checked/);
    expect(body).toContain('rel="canonical" href="http://localhost:3000/authors/yifei-zhu"');
  });
  test('is there while papers are not indexed by the blocks of names yet', async () => {
    const run = (statement: string) => sql(service.databaseUrl, statement);
    await run(`UPDATE paper SET search_version = 1, author_search = to_tsvector('simple', array_to_string(authors, ' '))
      WHERE title LIKE 'Graphs that%'`);
    expect(cardTitles(await page('/authors/yifei-zhu'))).toEqual(['Graphs that shrink', 'Graphs that grow']);
    await indexPapers(service.deps);
    expect(cardTitles(await page('/authors/yifei-zhu'))).toEqual(['Graphs that shrink', 'Graphs that grow']);
  });
  test('is there for every script, for one among thousands, and for TeX', async () => {
    expect(cardTitles(await page(authorHref('李明')!))).toEqual(['Graphs in Chinese', 'Trees that fall']);
    expect(cardTitles(await page(authorHref('Мария Кюри')!))).toEqual(['Trees that fall']);
    expect(cardTitles(await page('/authors/jorg-muller'))).toEqual([
      'Trees that stand',
      'A detector at work',
    ]);
    expect(cardTitles(await page('/authors/j-someone1199'))).toEqual(['A detector at work']);
    const hostile = await page(authorHref('<b>Mallory</b>')!);
    expect(hostile).not.toContain('<b>Mallory</b></h1>');
  });
  test('has one address, to which other spellings lead', async () => {
    for (const other of ['Yifei%20Zhu', 'Yif%C3%A9i-Zhu', 'YIFEI-ZHU']) {
      const { statusCode, headers } = await app.inject(`/authors/${other}`);
      expect([statusCode, headers.location]).toEqual([301, '/authors/yifei-zhu']);
    }
  });
  test('takes every name that has an address', async () => {
    const longest = '李'.repeat(33);
    const { statusCode } = await app.inject(authorHref(longest)!);
    expect(statusCode).toBe(404);
    expect(authorHref('李'.repeat(34))).toBeNull();
    expect((await app.inject(`/authors/${'x'.repeat(3_000)}`)).statusCode).toBeGreaterThanOrEqual(400);
  });
  test('has feeds', async () => {
    const { body, headers } = await app.inject('/authors/yifei-zhu/feed.xml');
    expect(headers['content-type']).toContain('application/atom+xml');
    expect(XMLValidator.validate(body)).toBe(true);
    expect(body).toContain('Graphs that grow');
    expect(body).toContain('Offprint: Yifei Zhu');
    const json = (await app.inject('/authors/yifei-zhu/feed.json')).json();
    expect(json.items).toHaveLength(2);
    expect((await app.inject('/authors/Yifei%20Zhu/feed.xml')).headers.location).toBe(
      '/authors/yifei-zhu/feed.xml',
    );
  });
  test('says when a page of its list is past the end', async () => {
    expect(await page('/authors/yifei-zhu?page=9')).toContain('There is no such page of this list.');
  });
  test('follows its author', async () => {
    await askByForm(service, 'ada@example.org', { form: 'author', authors: ['Yifei Zhu'] });
    const [mail] = await sentMail(service, 'ada@example.org');
    expect(mail?.text).toContain('Yifei Zhu');
    expect(linkIn(mail!, 'confirm')).toContain('/confirm/');
  });
});

describe('a search', () => {
  test.each([
    ['yifei zhu', '<a href="/authors/yifei-zhu">Yifei Zhu</a>'],
    ['yifei zh', '<a href="/authors/yifei-zhu">Yifei Zhu</a>'],
    ['author:"Yifei Zhu"', '<a href="/authors/yifei-zhu">Yifei Zhu</a>'],
    ['李明', `<a href="${authorHref('李明')}">李明</a>`],
    ['lovelace', '<a href="/authors/ada-lovelace">Ada Lovelace</a>'],
  ])('for %s offers the author', async (q, link) => {
    expect(await page(`/?q=${encodeURIComponent(q)}`)).toMatch(new RegExp(`class="people">.*${link}`));
  });
  test('for other words offers nobody', async () => {
    for (const q of ['graphs', 'graphs that grow', '"yifei zhu" -x'])
      expect(await page(`/?q=${encodeURIComponent(q)}`)).not.toContain('class="people"');
  });
  test('without results has two ways out that can help, and is not offered to be followed', async () => {
    const body = await page('/?q=zebrafish&window=day');
    expect(body).toContain('No paper matches “zebrafish” here.');
    expect(body).toContain(
      '<a class="button" href="/?q&#x3D;zebrafish" rel="nofollow">Look at papers of any time</a>',
    );
    expect(body.match(/class="ways">.*<\/ul>/)?.[0].match(/<li>/g)).toHaveLength(2);
    expect(body).not.toContain('name="queries" value=');
    const any = await page('/?q=zebrafish');
    expect(any).not.toContain('Look at papers of any time');
    expect(any).toContain('Browse all topics');
    expect(await page('/?q=the')).toContain('“the” is too common to search for.');
  });
});
