import type { Paper } from '../../../src/domain/papers/paper.ts';

/** A paper with plain values, and whatever a test says of it. */
export function makePaper(said: Partial<Paper> = {}): Paper {
  const id = said.id ?? 1;
  const arxivId = said.arxivId === undefined ? `2611.${String(id).padStart(5, '0')}` : said.arxivId;
  return {
    id,
    arxivId,
    version: 1,
    doi: null,
    title: `Paper ${id}: a study of things`,
    abstract: 'We study things. We find that they are as they are. Nobody had looked before.',
    authors: ['Ada Lovelace', 'Emmy Noether'],
    categories: ['cs.RO', 'cs.LG'],
    primaryCategory: 'cs.RO',
    publishedAt: new Date('2026-11-20T12:00:00Z'),
    updatedAt: null,
    url: arxivId === null ? null : `https://arxiv.org/abs/${arxivId}`,
    comment: null,
    journalRef: null,
    links: [],
    thumbnailUrl: null,
    thumbnail: null,
    citations: null,
    summary: null,
    upvotes: 0,
    comments: 0,
    stars: 0,
    featuredAt: null,
    freshAt: new Date('2026-11-20T12:00:00Z'),
    trend: null,
    note: null,
    hidden: false,
    pinnedAt: null,
    topics: [],
    ...said,
  };
}
