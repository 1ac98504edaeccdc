import type { Paper, PaperLink } from '../../../domain/papers/paper.ts';
import type { Prisma } from '../generated/client.ts';

/** What to load with a paper so that `toPaper` can be applied. */
export const withDetails = {
  trend: { select: { gainPerDay: true, usualPerDay: true, timesUsual: true } },
  thumbnail: { select: { hash: true, width: true, height: true } },
  topics: { include: { topic: { select: { id: true, slug: true, name: true, position: true } } } },
} satisfies Prisma.PaperInclude;

type Row = Prisma.PaperGetPayload<{ include: typeof withDetails }>;

export function toLinks(value: Prisma.JsonValue): PaperLink[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return [];
    const { url, type } = item;
    return typeof url === 'string' ? { url, type: typeof type === 'string' ? type : 'link' } : [];
  });
}

export function toPaper(row: Row): Paper {
  return {
    id: row.id,
    arxivId: row.arxivId,
    version: row.version,
    doi: row.doi,
    title: row.title,
    abstract: row.abstract,
    authors: row.authors,
    categories: row.categories,
    primaryCategory: row.primaryCategory,
    publishedAt: row.publishedAt,
    updatedAt: row.updatedAt,
    url: whereToRead(row),
    comment: row.comment,
    journalRef: row.journalRef,
    links: toLinks(row.links),
    thumbnailUrl: row.thumbnailUrl,
    thumbnail: toThumbnail(row.thumbnail),
    summary: row.summary,
    upvotes: row.upvotes,
    comments: row.comments,
    stars: row.stars,
    featuredAt: row.featuredAt,
    citations: row.citations,
    freshAt: row.freshAt,
    trend: row.trend,
    note: row.note,
    hidden: row.hidden,
    pinnedAt: row.pinnedAt,
    ...(row.sample ? { sample: true } : {}),
    topics: row.topics
      .map(({ topic }) => topic)
      .sort((a, b) => a.position - b.position)
      .map(({ id, slug, name }) => ({ id, slug, name })),
  };
}

function toThumbnail(row: Row['thumbnail']): Paper['thumbnail'] {
  if (row === null) return null;
  const { hash, width, height } = row;
  return hash === null || width === null || height === null ? null : { hash, width, height };
}

function whereToRead({ arxivId, doi, url }: Pick<Row, 'arxivId' | 'doi' | 'url'>): string | null {
  if (arxivId !== null) return `https://arxiv.org/abs/${arxivId}`;
  if (doi !== null) return `https://doi.org/${doi}`;
  return url;
}
