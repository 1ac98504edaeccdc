import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { indexPapers, keysOfPaper } from '../../../src/app/papers/index-papers.ts';
import { refreshPapers } from '../../../src/app/papers/refresh-papers.ts';
import type { IncomingPaper } from '../../../src/domain/papers/paper.ts';
import { commonVector, ranked, rankedAgain } from '../../../src/domain/ranking/feedback-ranking.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { textVectors } from '../../support/papers/text-vectors.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { seeded } from '../../support/seeded.ts';
import { type TestService, testService } from '../../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());
beforeEach(() => emptyTables(service.databaseUrl, ['paper', 'text_model'], { numbers: 'go on' }));

const themes = ['surface codes', 'sparse attention', 'galaxy clusters', 'knot invariants', 'protein folding'];
const words = 'we study measure prove learn fast robust new large small deep method data model result'.split(
  ' ',
);

/** A paper on one of five themes among words that all share. */
function onTheme(number: number, random: () => number): IncomingPaper {
  const said = (count: number) =>
    Array.from({ length: count }, () => words[Math.floor(random() * words.length)]).join(' ');
  const theme = themes[number % themes.length]!;
  return makeIncoming({
    arxivId: `2611.${String(10_000 + number)}`,
    title: `${said(3)} ${theme} ${said(2)}`,
    abstract: `${said(20)} ${theme} ${said(15)} part${Math.floor(random() * 60)} ${said(3)} part${Math.floor(random() * 60)}.`,
    authors: [`Author ${String.fromCharCode(65 + (number % 23))}nother`],
  });
}
function corpus(count: number, from = 0): IncomingPaper[] {
  const random = seeded(from + 7);
  return Array.from({ length: count }, (_, at) => onTheme(from + at, random));
}
async function store(papers: readonly IncomingPaper[]) {
  const now = service.deps.now();
  await service.deps.atomically((stores) =>
    stores.papers.store(papers, { source: 'import', now, sample: false }),
  );
}
const idOf = async (paper: IncomingPaper) => (await service.deps.stores.papers.byArxivId(paper.arxivId!))!.id;
const like = async (paper: IncomingPaper, limit = 10) => {
  const similar = await service.deps.similar(await idOf(paper), limit);
  return (await service.deps.stores.papers.byIds(similar)).map(({ arxivId }) => arxivId);
};
const count = async (from: string) =>
  (await sql(service.databaseUrl, `SELECT count(*)::int AS count FROM ${from}`))[0]!['count'];

/** Of vectors that have the rarities of terms in them. */
const asItIs = () => 1;

describe('papers like one', () => {
  test('are nearly those that comparing it with each paper finds, in that order', async () => {
    const papers = corpus(300);
    await store(papers);
    await indexPapers(service.deps);
    const vectors = textVectors(papers);
    let found = 0;
    for (let at = 0; at < 300; at += 15) {
      const answers = vectors
        .map((terms, paperId) => ({ paperId, terms, length: 1 }))
        .filter(({ paperId }) => paperId !== at);
      const common = commonVector(ranked(vectors[at]!, answers, asItIs).slice(0, 10), asItIs);
      const nearest = rankedAgain(vectors[at]!, common, { answers, rarity: asItIs, share: 0.7 })
        .slice(0, 10)
        .map(({ paperId }) => papers[paperId]!.arxivId);
      const shown = await like(papers[at]!);
      expect(shown).toHaveLength(10);
      expect(shown).not.toContain(papers[at]!.arxivId);
      expect(shown[0]).toBe(nearest[0]);
      found += nearest.filter((one) => shown.includes(one)).length;
    }
    expect(found / 200).toBeGreaterThan(0.9);
  });

  test('are on its theme as soon as it is stored, and the new one is found by the others', async () => {
    const papers = corpus(60);
    await store(papers);
    await refreshPapers(service.deps);
    const [added] = corpus(1, 1_000);
    await store([added!]);
    const before = await like(added!, 5);
    const ofTheme = (arxivId: string | null) => papers.findIndex((paper) => paper.arxivId === arxivId) % 5;
    expect(before.map(ofTheme)).toEqual([0, 0, 0, 0, 0]);
    expect(await like(papers[0]!, 100)).not.toContain(added!.arxivId);
    expect(await indexPapers(service.deps)).toBe(1);
    expect(await like(papers[0]!, 100)).toContain(added!.arxivId);
  });

  test('need no more than title and abstract', async () => {
    const bare = corpus(40).map((paper) => ({
      ...paper,
      authors: [],
      categories: [],
      primaryCategory: null,
    }));
    await store(bare);
    await indexPapers(service.deps);
    const themesFound = (await like(bare[2]!, 5)).map(
      (arxivId) => bare.findIndex((paper) => paper.arxivId === arxivId) % 5,
    );
    expect(themesFound).toEqual([2, 2, 2, 2, 2]);
  });

  test('are those of its present text once it was revised', async () => {
    const papers = corpus(60);
    await store(papers);
    await indexPapers(service.deps);
    const [paper] = papers;
    const revised = { ...paper!, version: 2, title: papers[1]!.title, abstract: papers[1]!.abstract };
    await store([revised]);
    expect(await indexPapers(service.deps)).toBe(1);
    expect((await like(papers[1]!))[0]).toBe(paper!.arxivId);
    expect((await like(revised))[0]).toBe(papers[1]!.arxivId);
  });

  test('are the same whether the lengths of vectors are stored, of an earlier model, or not known', async () => {
    const papers = corpus(60);
    // A service of its own: that of the others has kept the text model of an earlier test, whose number is the same.
    const { deps, databaseUrl, close } = await testService();
    try {
      await deps.stores.papers.store(papers, { source: 'import', now: deps.now(), sample: false });
      await indexPapers(deps);
      const ids = (await sql(databaseUrl, 'SELECT id FROM paper ORDER BY id')).map(({ id }) => Number(id));
      const all = () => Promise.all(ids.map((id) => deps.similar(id, 10)));
      const [lengths] = await sql(
        databaseUrl,
        'SELECT min(length) AS least, max(length) AS most FROM paper_terms',
      );
      expect(lengths!['least']).toBeGreaterThan(0);
      expect(lengths!['most']).not.toBe(lengths!['least']);
      const shown = await all();
      await sql(
        databaseUrl,
        `UPDATE paper_terms SET length = CASE WHEN paper_id % 2 = 0 THEN 1000 * paper_id END,
           keyed_by = CASE WHEN paper_id % 2 = 0 THEN 0 ELSE keyed_by END`,
      );
      expect(await all()).toEqual(shown);
      // It is the stored one that counts.
      await sql(databaseUrl, 'UPDATE paper_terms SET length = 1000 * paper_id, keyed_by = 1');
      expect(await all()).not.toEqual(shown);
    } finally {
      await close();
    }
  });

  test('are not those that readers may not see', async () => {
    const papers = corpus(30);
    await store(papers);
    await indexPapers(service.deps);
    const [first] = await like(papers[0]!);
    await sql(service.databaseUrl, `UPDATE paper SET hidden = true WHERE arxiv_id = '${first}'`);
    expect(await like(papers[0]!, 100)).not.toContain(first);
  });
});

describe('the keys of papers', () => {
  test('are chosen once, and again for all when the collection has doubled', async () => {
    await store(corpus(20));
    expect(await indexPapers(service.deps)).toBe(20);
    expect(await indexPapers(service.deps)).toBe(0);
    await store(corpus(19, 20));
    expect(await indexPapers(service.deps)).toBe(19);
    await store(corpus(1, 39));
    expect(await indexPapers(service.deps)).toBe(40);
    expect(await indexPapers(service.deps)).toBe(0);
    expect((await service.deps.stores.keys.model())?.number).toBe(2);
  });

  test('are at most so many, and go with the paper', async () => {
    const [paper] = corpus(1);
    await store([{ ...paper!, abstract: Array.from({ length: 300 }, (_, i) => `word${i}`).join(' ') }]);
    await indexPapers(service.deps);
    expect(await count('paper_key')).toBe(keysOfPaper);
    await sql(service.databaseUrl, 'DELETE FROM paper');
    expect(await count('paper_key')).toBe(0);
    await sql(service.databaseUrl, 'INSERT INTO paper_key VALUES (1, 1, 1); TRUNCATE paper CASCADE');
    expect(await count('paper_key')).toBe(0);
  });

  test('are made for papers that an earlier version stored without what they speak of', async () => {
    const papers = corpus(10);
    await store(papers);
    await sql(service.databaseUrl, 'DELETE FROM paper_terms');
    expect(await like(papers[0]!)).toEqual([]);
    expect(await indexPapers(service.deps)).toBe(10);
    expect(await like(papers[0]!)).not.toEqual([]);
  });

  test('are chosen once by two processes that begin together', async () => {
    await store(corpus(30));
    const done = await Promise.all([indexPapers(service.deps), indexPapers(service.deps)]);
    expect(done.toSorted((a, b) => a - b)).toEqual([0, 30]);
  });
});
