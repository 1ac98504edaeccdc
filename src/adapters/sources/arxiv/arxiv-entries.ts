import { parseArxivId } from '../../../domain/papers/arxiv-id.ts';
import { withoutAffiliation } from '../../../domain/papers/author-list.ts';
import type { IncomingPaper } from '../../../domain/papers/paper.ts';
import { normaliseDoi } from '../../../domain/papers/paper-identity.ts';
import { saysWithdrawn } from '../../../domain/papers/withdrawal/withdrawal.ts';
import { instantOrNull, readableText, readMost, textOrNull } from '../fields.ts';
import { attribute, child, children, childText, readXml } from '../xml.ts';

export type DatedPaper = IncomingPaper & { publishedAt: Date };

/** One slice of a query's results: `received` counts all its entries, `total` all results where the feed says. */
export type Slice = { papers: DatedPaper[]; received: number; total: number | null };

const longestComplaint = 200;

/**
 * Reads an answer of arXiv's query API (https://info.arxiv.org/help/api/user-manual.html, 3.3). Throws an Error
 * saying what is wrong with the answer as a whole, in arXiv's own words when it sent its entry named "Error".
 */
export function readSlice(xml: string): Slice {
  const feed = readXml(xml, 'feed');
  const entries = children(feed, 'entry');
  const complaint = entries.find(
    (entry) =>
      textOrNull(childText(entry, 'title')) === 'Error' &&
      parseArxivId(childText(entry, 'id') ?? '') === null,
  );
  if (complaint !== undefined) {
    const words = textOrNull(childText(complaint, 'summary')) ?? 'an error without words';
    throw new Error(words.slice(0, longestComplaint));
  }
  const papers = readMost(entries, readEntry);
  if (papers === null) throw new Error('most entries are not papers as they used to be written');
  const total = childText(feed, 'opensearch:totalResults');
  return {
    papers,
    received: entries.length,
    total: total !== null && /^\d+$/.test(total) ? Number(total) : null,
  };
}

function readEntry(entry: unknown): DatedPaper | null {
  const identity = parseArxivId(childText(entry, 'id') ?? '');
  const text = readableText(childText(entry, 'title'), childText(entry, 'summary'));
  const publishedAt = instantOrNull(childText(entry, 'published'));
  if (identity === null || text === null || publishedAt === null) return null;
  const comment = textOrNull(childText(entry, 'arxiv:comment'));
  const terms = children(entry, 'category').flatMap(
    (category) => textOrNull(attribute(category, 'term')) ?? [],
  );
  const primary = textOrNull(attribute(child(entry, 'arxiv:primary_category'), 'term')) ?? terms[0] ?? null;
  return {
    ...text,
    arxivId: identity.id,
    version: identity.version,
    doi: normaliseDoi(childText(entry, 'arxiv:doi') ?? ''),
    authors: children(entry, 'author')
      .map((author) => withoutAffiliation(childText(author, 'name') ?? ''))
      .filter(Boolean),
    categories: [...new Set(primary === null ? terms : [primary, ...terms])],
    primaryCategory: primary,
    publishedAt,
    updatedAt: instantOrNull(childText(entry, 'updated')),
    url: null,
    comment,
    journalRef: textOrNull(childText(entry, 'arxiv:journal_ref')),
    links: [],
    thumbnailUrl: null,
    summary: null,
    featuredAt: null,
    withdrawn: saysWithdrawn({ ...text, comment }),
    signal: null,
  };
}
