import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { importPapers } from '../../../src/app/papers/import-papers.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T15:00:00Z');

let service: TestService;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
});
afterAll(() => service.close());
beforeEach(() => emptyTables(service.databaseUrl, ['paper']));

type Line = Record<string, unknown>;
const line = (number: number, given: Line = {}): Line => ({
  title: `Walking robots, part ${number}`,
  abstract: 'We let robots learn to walk.',
  arxiv_id: `2611.${10_000 + number}`,
  authors: ['Ada Lovelace'],
  categories: ['cs.RO'],
  published: '2026-11-20',
  ...given,
});
const run = (lines: readonly Line[]) =>
  importPapers(
    service.deps,
    lines.map((one) => JSON.stringify(one)),
  );
const stored = (columns: string) =>
  sql(service.databaseUrl, `SELECT ${columns} FROM paper ORDER BY id`).then((rows) =>
    rows.map((row) => (Object.keys(row).length === 1 ? Object.values(row)[0] : row)),
  );

describe('an import of papers', () => {
  test('has every line in one number, however often a paper is in it', async () => {
    const lines = [
      line(1),
      line(1),
      line(1, { doi: '10.1000/1' }),
      line(2, { arxiv_id: '2611.10002v2', title: 'Second version' }),
      line(2, { arxiv_id: '2611.10002v1', title: 'First version' }),
      line(3, { title: '' }),
      line(3),
    ];
    const result = await run(lines);
    expect(result).toMatchObject({ lines: 7, added: 3, changed: 1, unchanged: 2, refused: 1 });
    expect(await stored('title')).toEqual([line(1)['title'], 'Second version', line(3)['title']]);
    const sums = await checksums(service.databaseUrl, ['audit_entry']);
    expect(await run(lines)).toMatchObject({ lines: 7, added: 0, changed: 0, unchanged: 6, refused: 1 });
    expect(await checksums(service.databaseUrl, ['audit_entry'])).toEqual(sums);
  });

  test('loses nothing but the line that the database refuses', async () => {
    // No longer than a title may be, and longer than an index takes.
    const title = String.fromCodePoint(...Array.from({ length: 2_000 }, (_, at) => 0x4e00 + at * 7));
    const lines = [...Array.from({ length: 40 }, (_, at) => line(at)), line(99, { title })];
    const result = await run([...lines, ...Array.from({ length: 20 }, (_, at) => line(200 + at))]);
    expect(result).toMatchObject({ lines: 61, added: 60, refused: 1 });
    expect(result.errors).toEqual([
      { line: 41, message: expect.stringContaining('the database refuses it: ') },
    ]);
  });

  test('makes its papers findable by words, topics and what they are about', async () => {
    await run([line(1, { upvotes: 12 }), line(2, { title: 'Robots on sand', categories: ['math.GT'] })]);
    const { items } = await service.deps.stores.papers.trending({
      window: null,
      topicId: null,
      query: 'sand',
      asker: null,
      now,
      page: 1,
      limit: 10,
    });
    expect(items.map(({ title }) => title)).toEqual(['Robots on sand']);
    expect(items[0]?.topics.map(({ slug }) => slug)).toContain('math.GT');
    expect(await stored('upvotes')).toEqual([12, 0]);
    expect(
      await sql(service.databaseUrl, 'SELECT count(DISTINCT paper_id)::int AS papers FROM paper_key'),
    ).toEqual([{ papers: 2 }]);
  });

  test('leaves no words of many papers beside the index that finds them', async () => {
    await run(Array.from({ length: 300 }, (_, at) => line(at)));
    expect(
      await sql(
        service.databaseUrl,
        "SELECT gin_clean_pending_list('paper_search_idx')::int AS pages, count(*)::int AS papers FROM paper",
      ),
    ).toEqual([{ pages: 0, papers: 300 }]);
  });

  test('reads entities and tags', async () => {
    await run([
      line(1, {
        title: 'Foo &amp; Bar: H<sub>2</sub>O at &lt;5 K',
        abstract: '<jats:p>We <i>walk</i>.</jats:p>',
        authors: ['Jos&eacute; Garc&iacute;a'],
      }),
    ]);
    expect(await stored('title, abstract, authors')).toEqual([
      { title: 'Foo & Bar: H$_{2}$O at <5 K', abstract: 'We walk.', authors: ['José García'] },
    ]);
  });

  test('keeps different works of one title apart', async () => {
    const work = (given: Line) => line(0, { arxiv_id: null, title: 'Editorial', ...given });
    const lines = [
      work({ authors: [], url: 'https://a.org/1' }),
      work({ authors: [], url: 'https://a.org/2' }),
      work({ title: 'Preface', authors: ['A. Smith'], published: '2010-01-01', url: 'https://a.org/3' }),
      work({ title: 'Preface', authors: ['B. Smith'], published: '2012-01-01', url: 'https://a.org/4' }),
      work({ title: '$L^2$-theory for C' }),
      work({ title: '$L^2$-theory for C++' }),
      work({ title: '$L^2$-theory for C++', authors: ['A. Lovelace'] }),
    ];
    expect(await run(lines)).toMatchObject({ added: 6, unchanged: 1 });
    expect(await run(lines)).toMatchObject({ added: 0, unchanged: 7 });
  });

  test('takes ids as people copy them, and no date of the future', async () => {
    const result = await run([
      line(1, { arxiv_id: 'arXiv:2611.95001v1 [cs.LG] 24 Nov 2026' }),
      line(2, { arxiv_id: 'https://huggingface.co/papers/2611.95002' }),
      line(3, { arxiv_id: 'https://www.alphaxiv.org/abs/2611.95003v2' }),
      line(4, { published: '2099-01-01' }),
      line(5, { updated: '2026-12-24' }),
      line(6, { published: '2026-11-25' }),
    ]);
    expect(await stored('arxiv_id')).toEqual(['2611.95001', '2611.95002', '2611.95003', '2611.10006']);
    expect(result.errors).toEqual([
      { line: 4, message: 'published: is in the future' },
      { line: 5, message: 'updated: is in the future' },
    ]);
  });

  test('takes papers that their authors took back, and shows them nowhere', async () => {
    await run([line(1, { comment: 'Withdrawn; superseded by arXiv:2405.13351' }), line(2)]);
    expect(await stored('withdrawn')).toEqual([true, false]);
  });

  test('leaves what an editor hid hidden', async () => {
    await run([line(1)]);
    await sql(service.databaseUrl, 'UPDATE paper SET hidden = true');
    expect(await run([line(1, { doi: '10.1000/1' })])).toMatchObject({ changed: 1 });
    expect(await stored('hidden')).toEqual([true]);
  });
});
