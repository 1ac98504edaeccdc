import type { Paper, PaperLink } from '../../../domain/papers/paper.ts';
import { plannedOnce, type Reader } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** A paper as it is read, with all that a `Paper` has of other tables. */
type Row = Omit<Paper, 'links' | 'sample'> & { links: unknown; sample: boolean };

/** Papers in the order of these ids; those that there are not are left out. */
export async function papersByIds(db: Reader, ids: readonly number[]): Promise<Paper[]> {
  if (ids.length === 0) return [];
  const papers = await papersWhere(db, Prisma.sql`p.id = ANY (${[...ids]}::int[])`);
  const byId = new Map(papers.map((paper) => [paper.id, paper]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Rows that are of a paper each, in their order, with it. */
export async function papersOfRows<Of extends { paperId: number }>(
  db: Reader,
  rows: readonly Of[],
): Promise<[Paper, Of][]> {
  const papers = await papersByIds(
    db,
    rows.map(({ paperId }) => paperId),
  );
  const byId = new Map(papers.map((paper) => [paper.id, paper]));
  return rows.flatMap((row): [Paper, Of][] => {
    const paper = byId.get(row.paperId);
    return paper === undefined ? [] : [[paper, row]];
  });
}

/**
 * Papers `p` of which this holds, in no order. In one statement: loading tables one by one and joining them in this
 * process takes several times as long, and pages have some dozens of papers.
 */
export async function papersWhere(db: Reader, holds: Prisma.Sql): Promise<Paper[]> {
  const rows = await db.$queryRaw<Row[]>`${plannedOnce}
    SELECT p.id, p.arxiv_id AS "arxivId", p.version, p.doi, p.title, p.abstract, coalesce(p.authors, '{}') AS authors,
      coalesce(p.categories, '{}') AS categories,
      p.primary_category AS "primaryCategory", p.published_at AS "publishedAt", p.updated_at AS "updatedAt", p.url,
      p.comment, p.journal_ref AS "journalRef", p.links, p.thumbnail_url AS "thumbnailUrl", p.summary, p.upvotes,
      p.comments, p.stars, p.citations, p.featured_at AS "featuredAt", p.fresh_at AS "freshAt", p.hidden,
      p.pinned_at AS "pinnedAt", p.note, p.sample,
      (SELECT jsonb_build_object('gainPerDay', t.gain_per_day, 'usualPerDay', t.usual_per_day,
          'timesUsual', t.times_usual) FROM paper_trend t WHERE t.paper_id = p.id) AS trend,
      (SELECT jsonb_build_object('hash', i.hash, 'width', i.width, 'height', i.height) FROM paper_thumbnail i
        WHERE i.paper_id = p.id AND num_nulls(i.hash, i.width, i.height) = 0) AS thumbnail,
      ARRAY(SELECT jsonb_build_object('id', o.id, 'slug', o.slug, 'name', o.name)
        FROM paper_topic pt JOIN topic o ON o.id = pt.topic_id WHERE pt.paper_id = p.id
        ORDER BY o.position, o.id) AS topics
    FROM paper p WHERE ${holds}`;
  return rows.map(toPaper);
}

export function toLinks(value: unknown): PaperLink[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    if (item === null || typeof item !== 'object' || !('url' in item)) return [];
    const type = 'type' in item ? item.type : null;
    return typeof item.url === 'string'
      ? { url: item.url, type: typeof type === 'string' ? type : 'link' }
      : [];
  });
}

function toPaper({ links, sample, ...row }: Row): Paper {
  return { ...row, url: whereToRead(row), links: toLinks(links), ...(sample ? { sample: true } : {}) };
}

function whereToRead({ arxivId, doi, url }: Pick<Row, 'arxivId' | 'doi' | 'url'>): string | null {
  if (arxivId !== null) return `https://arxiv.org/abs/${arxivId}`;
  if (doi !== null) return `https://doi.org/${doi}`;
  return url;
}
