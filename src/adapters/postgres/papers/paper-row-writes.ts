import type { PaperDetails } from '../../../domain/papers/paper-merge.ts';
import { searchVersion } from '../../../domain/papers/search-entries.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import type { SearchVectors } from './search-vector.ts';

/** A paper as it is written. */
export type WrittenPaper = PaperDetails & {
  titleKey: string;
  sample: boolean;
  createdAt: Date;
  freshAt: Date;
};

// All rows of a batch in one statement: PostgreSQL plans and answers each one for longer than it takes to write a row.

/** The columns that are written, and of which type they are read from JSON. */
const columns: Record<keyof WrittenPaper, { name: string; type: string }> = {
  arxivId: { name: 'arxiv_id', type: 'text' },
  version: { name: 'version', type: 'smallint' },
  doi: { name: 'doi', type: 'citext' },
  title: { name: 'title', type: 'text' },
  abstract: { name: 'abstract', type: 'text' },
  authors: { name: 'authors', type: 'text[]' },
  categories: { name: 'categories', type: 'text[]' },
  primaryCategory: { name: 'primary_category', type: 'text' },
  publishedAt: { name: 'published_at', type: 'timestamptz' },
  updatedAt: { name: 'updated_at', type: 'timestamptz' },
  url: { name: 'url', type: 'text' },
  comment: { name: 'comment', type: 'text' },
  journalRef: { name: 'journal_ref', type: 'text' },
  links: { name: 'links', type: 'jsonb' },
  thumbnailUrl: { name: 'thumbnail_url', type: 'text' },
  summary: { name: 'summary', type: 'text' },
  featuredAt: { name: 'featured_at', type: 'timestamptz' },
  withdrawn: { name: 'withdrawn', type: 'boolean' },
  citations: { name: 'citations', type: 'int' },
  titleKey: { name: 'title_key', type: 'text' },
  sample: { name: 'sample', type: 'boolean' },
  createdAt: { name: 'created_at', type: 'timestamptz' },
  freshAt: { name: 'fresh_at', type: 'timestamptz' },
};
const keys = Object.keys(columns) as (keyof WrittenPaper)[];
const names = Prisma.raw(keys.map((key) => columns[key].name).join(', '));
const read = Prisma.raw(keys.map((key) => `t."${key}"`).join(', '));
const types = Prisma.raw(['id int', ...keys.map((key) => `"${key}" ${columns[key].type}`)].join(', '));

/** A paper that is new, with what it is found by and what its first signals add up to. */
export type NewPaper = WrittenPaper & SearchVectors & { upvotes: number; comments: number; stars: number };

/**
 * Adds papers; resolves with their ids, in the same order. Each row is written once: what is added later is written
 * into every index again.
 */
export async function insertPapers(db: Db, papers: readonly NewPaper[]): Promise<number[]> {
  if (papers.length === 0) return [];
  const rows = await db.$queryRaw<{ id: number }[]>`
    SELECT nextval(pg_get_serial_sequence('paper', 'id'))::int AS id FROM generate_series(1, ${papers.length}::int)`;
  const ids = rows.map(({ id }) => id);
  const given = JSON.stringify(papers.map((paper, index) => ({ ...paper, id: ids[index] })));
  await db.$executeRaw`
    INSERT INTO paper (id, upvotes, comments, stars, search, author_search, search_version, ${names})
    SELECT t.id, t.upvotes, t.comments, t.stars, t.search, t.names, ${searchVersion}, ${read}
    FROM json_to_recordset(${given}::json)
      AS t(upvotes int, comments int, stars int, search tsvector, names tsvector, ${types})`;
  return ids;
}

/** Writes what became of papers that are stored; a sample that a source tells of becomes real, and is shown. */
export async function updatePapers(
  db: Db,
  papers: readonly { id: number; paper: WrittenPaper; becomesReal: boolean }[],
): Promise<void> {
  if (papers.length === 0) return;
  const given = JSON.stringify(papers.map(({ paper, ...rest }) => ({ ...paper, ...rest })));
  await db.$executeRaw`
    UPDATE paper SET (${names}) = (SELECT ${read}), hidden = paper.hidden AND NOT t."becomesReal"
    FROM json_to_recordset(${given}::json) AS t(${types}, "becomesReal" boolean)
    WHERE paper.id = t.id`;
}
