import { withAliases } from '../catalogue/arxiv-categories.ts';
import type { IncomingPaper, PaperLink } from './paper.ts';

/** The parts of a stored paper that what comes in may change. */
export type PaperDetails = {
  arxivId: string | null;
  version: number | null;
  doi: string | null;
  title: string;
  abstract: string;
  authors: string[];
  categories: string[];
  primaryCategory: string | null;
  publishedAt: Date;
  updatedAt: Date | null;
  url: string | null;
  comment: string | null;
  journalRef: string | null;
  links: PaperLink[];
  thumbnailUrl: string | null;
  summary: string | null;
  featuredAt: Date | null;
  withdrawn: boolean;
  citations: number | null;
};

/**
 * A stored paper after one more account of it came in. A newer version, or a known one after an
 * unknown one, replaces title, abstract, authors and comment; the same or an unknown version only fills gaps, so that
 * sources that disagree do not overwrite each other in turn. A version that is withdrawn withdraws the paper, until a
 * later one is not. Categories (with arXiv's aliases) and links add up; the earliest date of publication stands.
 */
export function mergePaper(stored: PaperDetails, incoming: IncomingPaper): PaperDetails {
  const newer = incoming.version !== null && incoming.version > (stored.version ?? 0);
  const older = incoming.version !== null && incoming.version < (stored.version ?? 0);
  const returns = newer && stored.version !== null;
  return {
    arxivId: stored.arxivId ?? incoming.arxivId,
    version: newer ? incoming.version : stored.version,
    doi: stored.doi ?? incoming.doi,
    title: newer ? incoming.title : stored.title,
    abstract: newer ? incoming.abstract : stored.abstract,
    authors:
      (newer && named(incoming.authors).length > 0) || stored.authors.length === 0
        ? named(incoming.authors)
        : stored.authors,
    categories: withAliases([...stored.categories, ...incoming.categories]),
    primaryCategory: stored.primaryCategory ?? incoming.primaryCategory,
    publishedAt:
      incoming.publishedAt !== null && incoming.publishedAt < stored.publishedAt
        ? incoming.publishedAt
        : stored.publishedAt,
    updatedAt:
      incoming.updatedAt !== null && (stored.updatedAt === null || incoming.updatedAt > stored.updatedAt)
        ? incoming.updatedAt
        : stored.updatedAt,
    url: stored.url ?? incoming.url,
    comment: newer ? (incoming.comment ?? stored.comment) : (stored.comment ?? incoming.comment),
    journalRef: stored.journalRef ?? incoming.journalRef,
    links: uniteLinks(stored.links, incoming.links),
    thumbnailUrl: incoming.thumbnailUrl ?? stored.thumbnailUrl,
    summary: incoming.summary ?? stored.summary,
    featuredAt: stored.featuredAt ?? incoming.featuredAt,
    withdrawn: incoming.withdrawn ? !older || stored.withdrawn : stored.withdrawn && !returns,
    citations: incoming.citations ?? stored.citations,
  };
}

/** Whether two accounts of a paper say the same. */
export function sameDetails(a: PaperDetails, b: PaperDetails): boolean {
  const keys = Object.keys(a) as (keyof PaperDetails)[];
  return keys.every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));
}

/** The details of a paper that is seen for the first time; null when it cannot be dated (a bare replacement). */
export function newPaper(incoming: IncomingPaper): PaperDetails | null {
  const { signal: _, publishedAt, ...details } = incoming;
  if (publishedAt === null) return null;
  return {
    ...details,
    publishedAt,
    authors: named(incoming.authors),
    categories: withAliases(incoming.categories),
    links: uniteLinks([], incoming.links),
    citations: incoming.citations ?? null,
  };
}

/**
 * arXiv lists the colon after a collaboration's name ("NVIDIA : Yan Wang") as an author: what has no letter is none.
 */
function named(authors: readonly string[]): string[] {
  return authors.filter((author) => /\p{L}/u.test(author));
}

function uniteLinks(first: readonly PaperLink[], second: readonly PaperLink[]): PaperLink[] {
  const byUrl = new Map<string, PaperLink>();
  for (const { url, type } of [...first, ...second]) if (!byUrl.has(url)) byUrl.set(url, { url, type });
  return [...byUrl.values()];
}
