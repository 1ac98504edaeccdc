import { oneLine } from '../../../domain/one-line.ts';
import { parseArxivId } from '../../../domain/papers/arxiv-id.ts';
import type { IncomingPaper } from '../../../domain/papers/paper.ts';
import { instantOrNull, readableText, readMost, textOrNull } from '../fields.ts';
import { child, children, childText, readXml, textOf } from '../xml.ts';

/** `items` counts all of the feed's items, also those that were left out. */
export type Feed = { papers: IncomingPaper[]; items: number };

/**
 * Reads one of arXiv's RSS feeds (https://info.arxiv.org/help/rss_specifications.html). What is announced as new or
 * as a cross-listing is dated by the feed; a replacement has no date of publication here, because the feed does not
 * tell when the paper first appeared. A feed without items is right: there is none at weekends. Throws an Error
 * saying what is wrong with the feed as a whole.
 */
export function readFeed(xml: string, now: Date): Feed {
  const channel = child(readXml(xml, 'rss'), 'channel');
  if (channel === null) throw new Error('it has no <channel> in its <rss>');
  const announcedAt = instantOrNull(childText(channel, 'pubDate')) ?? now;
  const items = children(channel, 'item');
  const papers = readMost(items, (item) => readItem(item, announcedAt));
  if (papers === null) throw new Error('most items are not papers as they used to be written');
  return { papers, items: items.length };
}

function readItem(item: unknown, announcedAt: Date): IncomingPaper | null {
  const identity = parseArxivId(childText(item, 'guid') ?? '') ?? parseArxivId(childText(item, 'link') ?? '');
  const description = childText(item, 'description') ?? '';
  const text = readableText(childText(item, 'title'), /\bAbstract:([\s\S]*)$/.exec(description)?.[1]);
  if (identity === null || text === null) return null;
  const announced =
    childText(item, 'arxiv:announce_type') ?? /Announce Type:\s*([\w-]+)/.exec(description)?.[1] ?? '';
  const categories = children(item, 'category').flatMap((category) => textOrNull(textOf(category)) ?? []);
  return {
    ...text,
    arxivId: identity.id,
    version: identity.version,
    doi: null,
    authors: (childText(item, 'dc:creator') ?? '').split(',').map(oneLine).filter(Boolean),
    categories: [...new Set(categories)],
    // arXiv names the primary category first.
    primaryCategory: categories[0] ?? null,
    publishedAt: /^\s*replace/.test(announced)
      ? null
      : (instantOrNull(childText(item, 'pubDate')) ?? announcedAt),
    updatedAt: null,
    url: null,
    comment: null,
    journalRef: null,
    links: [],
    thumbnailUrl: null,
    summary: null,
    featuredAt: null,
    withdrawn: false,
    signal: null,
  };
}
