import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { indexPapers } from '../../../src/app/papers/index-papers.ts';
import type { IncomingPaper } from '../../../src/domain/papers/paper.ts';
import type { App } from '../../../src/http/options.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T10:00:00Z');
const day = 86_400_000;

/** Number, title, abstract, authors. */
const papers: [number, string, string, string[]][] = [
  [
    1,
    'Gaussian splatting of large scenes',
    'Radiance fields rendered by splats of gaussians.',
    ['Ada Lovelace'],
  ],
  [
    2,
    'Radiance fields for streets',
    'View synthesis with radiance fields, faster than splats.',
    ['Grace Hopper'],
  ],
  [
    3,
    'Autonomous driving with language',
    'Vehicles plan lanes; self-driving cars explain themselves.',
    ['Wei Wang'],
  ],
  [
    4,
    'Lane planning for autonomous vehicles',
    'Autonomous driving in traffic; vehicles keep lanes.',
    ['Wei Li', 'Xin Wang'],
  ],
  [5, 'Traffic of autonomous vehicles', 'Driving in lanes, autonomous and cooperative.', ['Nobody Known']],
  [6, 'Weeds in fields', 'Farmers and their potatoes.', ['Nobody Known']],
  [7, 'A splatting of paint', 'Painters, not gaussians.', ['Nobody Known']],
  [8, 'Potatoes', 'Farmers grow potatoes with Wei Wang, a farmer.', ['Nobody Known']],
];

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  const incoming = papers.map(
    ([number, title, abstract, authors]): IncomingPaper =>
      makeIncoming({
        arxivId: `2611.2000${number}`,
        doi: number === 6 ? '10.1000/weeds' : null,
        title,
        abstract,
        authors,
        categories: [number % 2 === 0 ? 'cs.RO' : 'cs.CV'],
        primaryCategory: number % 2 === 0 ? 'cs.RO' : 'cs.CV',
        publishedAt: new Date(now.getTime() - number * day),
      }),
  );
  await service.deps.stores.papers.store(incoming, { source: 'arxiv', now, sample: false });
  await indexPapers(service.deps);
  app = await service.app();
});
afterAll(() => service.close());

const search = async (query: string, limit = 50, page = 1) => {
  const asked = { window: null, topicId: null, asker: null, now, page, limit, query };
  return await service.deps.stores.papers.trending(asked);
};
const numbers = async (query: string) =>
  (await search(query)).items.map(({ arxivId }) => Number(arxivId?.slice(-1)));

describe('plain words', () => {
  test('find papers that have all of them first, then what says something near', async () => {
    const found = await numbers('self-driving cars');
    expect(found[0]).toBe(3);
    expect(found).toEqual(expect.arrayContaining([4, 5]));
    expect(found).not.toContain(8);
  });

  test('of a question find what it is about', async () => {
    expect((await numbers('how do autonomous vehicles keep their lanes?')).slice(0, 2)).toContain(4);
  });

  test('find nothing where nothing is near', async () => {
    expect((await search('zymurgy qwxyz')).items).toEqual([]);
  });

  test('with a slip of the pen find what was meant, and it is said', async () => {
    const { items, corrected } = await search('gausian splating');
    expect(corrected).toBe('gaussian splatting');
    expect(items[0]!.title).toBe('Gaussian splatting of large scenes');
    expect((await search('gaussian splatting')).corrected).toBeNull();
    expect((await search('Autonomus driving cat:cs.RO')).corrected).toBe('autonomous driving cat:cs.RO');
  });

  test('in quotation marks are taken as they are', async () => {
    expect(await search('"gausian" "splating"')).toMatchObject({ items: [], total: 0, corrected: null });
    expect(await numbers('"autonomous driving"')).toEqual([3, 4].toSorted());
    expect((await numbers('vehicles -traffic')).toSorted()).toEqual([3]);
    expect((await numbers('weeds OR paint')).toSorted()).toEqual([6, 7]);
  });

  test('may end with the beginning of a word', async () => {
    expect((await numbers('gaussian splatt'))[0]).toBe(1);
    expect((await numbers('potat')).toSorted()).toEqual(expect.arrayContaining([6, 8]));
  });

  test('that are a name find that person’s papers first', async () => {
    expect((await numbers('Wei Wang'))[0]).toBe(3);
    expect((await numbers('wang wei'))[0]).toBe(3);
  });

  test('keep to what narrows the search', async () => {
    expect((await numbers('autonomous driving cat:cs.RO')).every((number) => number % 2 === 0)).toBe(true);
    const topic = await service.deps.stores.topics.bySlug('cs.RO');
    const asked = { window: null, topicId: topic!.id, asker: null, now, page: 1, limit: 50 };
    const { items } = await service.deps.stores.papers.trending({ ...asked, query: 'self-driving cars' });
    expect(items.length).toBeGreaterThan(0);
    expect(items.every(({ primaryCategory }) => primaryCategory === 'cs.RO')).toBe(true);
  });

  test('come in pages that together are the whole', async () => {
    const all = await search('autonomous driving');
    const pages = [];
    for (let page = 1; page <= all.total; page++)
      pages.push(...(await search('autonomous driving', 1, page)).items);
    expect(pages.map(({ id }) => id)).toEqual(all.items.map(({ id }) => id));
    expect(all.total).toBe(all.items.length);
  });
});

describe('the page', () => {
  const page = async (q: string) => await app.inject({ url: '/', query: { q } });

  test('says what was searched for instead, with a way to the words as they were typed', async () => {
    const { body } = await page('gausian splating');
    expect(body).toContain('Showing results for <strong>gaussian splatting</strong>');
    expect(body).toContain('<mark>Gaussian</mark> <mark>splatting</mark>');
    const [, href = ''] = /<p class="corrected">.*?href="([^"]+)"/s.exec(body) ?? [];
    const exact = await app.inject(href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
    expect(exact.body).toContain('No paper matches');
    expect(exact.body).not.toContain('Showing results for');
  });

  test.each([
    '2611.20006',
    'arXiv:2611.20006v2 [cs.LG]',
    'arXiv:2611.20006v1 [cs.LG] 3 Nov 2026',
    'arXiv 2611.20006',
    '2611.20006.',
    'https://arxiv.org/pdf/2611.20006v1',
    'https://huggingface.co/papers/2611.20006',
    'https://www.alphaxiv.org/abs/2611.20006v1',
    '10.1000/weeds',
    'doi:10.1000/WEEDS',
    'https://doi.org/10.1000/weeds',
  ])('of what names one paper, %s, leads to it, and the API finds it', async (typed) => {
    const paper = await service.deps.stores.papers.byArxivId('2611.20006');
    expect((await page(typed)).headers.location).toBe(`/papers/${paper!.id}`);
    const answer = await app.inject({ url: '/api/v1/papers', query: { q: typed } });
    expect(answer.json()).toMatchObject({ total: 1, items: [{ id: paper!.id }], corrected: null });
  });

  test('of an id that is not known says that there is none', async () => {
    expect((await page('2611.29999')).body).toContain('No paper matches');
  });
});
