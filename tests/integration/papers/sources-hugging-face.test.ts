import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHuggingFace } from '../../../src/adapters/sources/hugging-face/hugging-face.ts';
import { createSourceMemory, nothingKnown } from '../../support/papers/source-memory.ts';
import {
  madeUpPapers,
  startUpstream,
  type Upstream,
  type UpstreamPaper,
} from '../../support/papers/upstream.ts';

/** A Tuesday, ten in the morning in New York. */
const now = new Date('2026-11-24T15:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const userAgent = 'Offprint/0.1 (+https://papers.example.org)';
const signal = new AbortController().signal;

let upstream: Upstream;
let memory: ReturnType<typeof createSourceMemory>;
beforeEach(async () => {
  upstream = await startUpstream(now);
  memory = createSourceMemory(now);
});
afterEach(() => upstream.close());

const patience = () => ({ clock: memory.clock, sleep: memory.sleep, timeoutMs: 5_000 });
const visit = { since: null, backfill: false, wanted: [], known: nothingKnown, now, signal };
const ids = (papers: readonly { arxivId: string | null }[]) =>
  papers.map((paper) => String(paper.arxivId)).sort((a, b) => a.localeCompare(b));
const asked = (path: string) => upstream.requests.filter((request) => request.path.startsWith(path));
/** Papers featured an hour apart, the newest an hour ago. */
const many = (count: number): UpstreamPaper[] =>
  Array.from({ length: count }, (_, i) => {
    const [model] = madeUpPapers();
    return { ...model!, id: `2611.${10_000 + i}`, title: `Paper ${i}`, ageHours: i + 1 };
  });

describe('Hugging Face', () => {
  const huggingFace = (options: { pageSize?: number; mostPages?: number } = {}) =>
    createHuggingFace({
      baseUrl: upstream.url,
      memory: memory.memory,
      userAgent,
      options: { ...patience(), ...options },
    });
  const pages = () => asked('/api/daily_papers').map(({ query }) => query.get('p') ?? query.get('sort'));

  test('brings papers with all that the listing says of them', async () => {
    const { papers } = await huggingFace().harvest(visit);
    const soap = papers.find((paper) => paper.arxivId === '2611.00101');
    expect(soap).toEqual({
      arxivId: '2611.00101',
      version: null,
      doi: null,
      title: 'Grasping Wet Soap with Tactile Feedback and 3 < 4 Fingers',
      abstract: 'We teach a hand to hold soap. Slip is sensed at 2 kHz & answered within 4 ms.',
      authors: ['Ines Okafor', "Andr\\'e Tran"],
      categories: [],
      primaryCategory: null,
      publishedAt: hoursAgo(15),
      updatedAt: null,
      url: null,
      comment: null,
      journalRef: null,
      links: [{ url: 'https://github.com/example/wet-soap', type: 'github' }],
      thumbnailUrl: 'https://thumbnails.example.org/2611.00101.png',
      summary: 'A robot hand that holds soap.',
      featuredAt: hoursAgo(5),
      withdrawn: false,
      signal: { upvotes: 41, comments: 3, stars: 120 },
    });
    expect(papers.find((paper) => paper.arxivId === '2611.00103')?.links).toEqual([
      { url: 'https://github.com/example/survey-of-surveys', type: 'github' },
      { url: 'https://surveys.example.org/', type: 'project' },
    ]);
    expect(papers.filter((paper) => paper.withdrawn).map((paper) => paper.arxivId)).toEqual(['2611.00040']);
  });

  test('says who asks', async () => {
    await huggingFace().harvest(visit);
    expect(upstream.requests.map(({ headers }) => headers['user-agent'])).toEqual([
      userAgent,
      userAgent,
      userAgent,
    ]);
  });

  test('walks back thirty days on the first visit, and takes older papers from the trending page', async () => {
    const { papers } = await huggingFace({ pageSize: 2 }).harvest(visit);
    expect(pages()).toEqual(['0', '1', '2', '3', '4', 'trending']);
    expect(ids(papers)).toContain('2609.03000');
  });

  test('walks back a week beyond the last visit afterwards', async () => {
    upstream.papers = many(400);
    const { papers, requests } = await huggingFace({ pageSize: 20 }).harvest({
      ...visit,
      since: hoursAgo(24),
    });
    // 192 hours: ten pages, one that is older throughout, and the trending one.
    expect(pages()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', 'trending']);
    expect(requests).toBe(12);
    expect(papers).toHaveLength(220);
  });

  test('walks exactly back to the day of a backfill, whatever is remembered', async () => {
    upstream.papers = many(100);
    memory.remember(await huggingFace({ pageSize: 10, mostPages: 1 }).harvest(visit));
    upstream.requests.length = 0;
    const { papers, notModified } = await huggingFace({ pageSize: 10 }).harvest({
      ...visit,
      since: hoursAgo(45.5),
      backfill: true,
    });
    expect(notModified).toBe(0);
    expect(pages()).toEqual(['0', '1', '2', '3', '4', '5', 'trending']);
    expect(papers).toHaveLength(60);
  });

  test('stops after the most pages it may ask for', async () => {
    upstream.papers = many(50);
    await huggingFace({ pageSize: 5, mostPages: 3 }).harvest(visit);
    expect(pages()).toEqual(['0', '1', '2', 'trending']);
  });

  test('brings nothing again when nothing changed', async () => {
    const source = huggingFace({ pageSize: 2 });
    memory.remember(await source.harvest(visit));
    upstream.requests.length = 0;
    const again = await source.harvest({ ...visit, since: now });
    expect(again).toEqual({ papers: [], validators: [], requests: 6, notModified: 6, notices: [] });
    expect(pages()).toEqual(['0', '1', '2', '3', '4', 'trending']);
  });

  test('finds votes that changed behind pages that did not', async () => {
    const source = huggingFace({ pageSize: 2 });
    memory.remember(await source.harvest(visit));
    upstream.papers.find((paper) => paper.id === '2611.00050')!.upvotes = 8;
    const { papers, notModified } = await source.harvest({ ...visit, since: now });
    expect(papers.find((paper) => paper.arxivId === '2611.00050')?.signal).toMatchObject({ upvotes: 8 });
    expect(notModified).toBe(5);
  });

  test('asks for all of it again when what it brought was never stored', async () => {
    const source = huggingFace();
    const first = await source.harvest(visit);
    expect((await source.harvest(visit)).papers).toEqual(first.papers);
  });

  test('leaves out items that are wrong in themselves and takes what else is sure', async () => {
    const sure = {
      id: '2611.07777',
      authors: [{ name: ' Ann  Lee ', hidden: true }, { hidden: true }, 7],
      publishedAt: '2026-11-20T10:00:00Z',
    };
    const right = {
      paper: {
        ...sure,
        title: 'A\n title',
        summary: 'B\r\n c',
        upvotes: 3,
        githubStars: 'many',
        projectPage: 'javascript:x',
      },
      thumbnail: 'http://x.org/',
      numComments: -1,
    };
    const outside = { paper: { ...right.paper, id: 'not arXiv' } };
    const wrong = [null, { paper: { ...right.paper, title: '\n' } }];
    upstream.answer('/api/daily_papers', {
      type: 'application/json',
      body: JSON.stringify([right, ...wrong, outside]),
    });
    const { papers } = await huggingFace({ mostPages: 1 }).harvest(visit);
    expect(papers).toMatchObject([
      {
        arxivId: '2611.07777',
        title: 'A title',
        abstract: 'B c',
        authors: ['Ann Lee'],
        featuredAt: null,
        links: [],
        thumbnailUrl: null,
        signal: { upvotes: 3 },
      },
      { arxivId: null, url: `${upstream.url}/papers/not%20arXiv` },
    ]);
    expect(papers[0]?.signal).toEqual({ upvotes: 3 });
  });

  test('tells of items without summary, authors or votes, and takes what can be taken', async () => {
    const whole = {
      authors: [{ name: 'Ann Lee' }],
      publishedAt: '2026-11-20T10:00:00Z',
      title: 'Sampling at 256times256',
      summary: 'In textbf{bold} $mathcal{O}(n)$ time, sim40% less.',
      upvotes: 3,
    };
    const items = [
      ...['2611.07001', '2611.07002', '2611.07003', '2611.07004', '2611.07005'].map((id) => ({
        ...whole,
        id,
      })),
      { ...whole, id: '2611.07101', summary: '' },
      { ...whole, id: '2611.07102', summary: null },
      { ...whole, id: '2611.07103', authors: undefined },
      { ...whole, id: '2611.07104', authors: [] },
      { ...whole, id: '2611.07105', upvotes: null },
    ].map((paper) => ({ paper }));
    upstream.answer('/api/daily_papers', { type: 'application/json', body: JSON.stringify(items) });
    const { papers, notices } = await huggingFace({ mostPages: 1 }).harvest(visit);
    expect(notices).toEqual([
      'Listed by Hugging Face without a summary, and left out until it has one: 2611.07101, 2611.07102.',
      'Listed by Hugging Face without authors, and taken without: 2611.07103, 2611.07104.',
      'Listed by Hugging Face without votes, and taken without: 2611.07105.',
    ]);
    expect(papers.map(({ arxivId }) => arxivId).slice(5)).toEqual(['2611.07103', '2611.07104', '2611.07105']);
    expect(papers.at(-1)?.signal).toBeNull();
    expect(papers[0]).toMatchObject({
      title: 'Sampling at 256\\times256',
      abstract: 'In \\textbf{bold} $\\mathcal{O}(n)$ time, \\sim40% less.',
    });
  });

  test.each([
    ['{"error":"Invalid"}', 'sent JSON that is not a list of papers'],
    ['[{},{},{}]', 'sent a list whose items mostly are not papers as they used to be written'],
  ])('is an error when the answer as a whole is %s', async (body, message) => {
    upstream.answer('/api/daily_papers', { type: 'application/json', body });
    await expect(huggingFace().harvest(visit)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(message),
    });
  });
});
