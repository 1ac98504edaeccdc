import { isOfOtherMonths, parseArxivId } from '../../../domain/papers/arxiv-id.ts';
import { splitAuthors } from '../../../domain/papers/author-list.ts';
import type { IncomingPaper } from '../../../domain/papers/paper.ts';
import { saysWithdrawn } from '../../../domain/papers/withdrawal/withdrawal.ts';
import { instantOrNull, readableText, readMost, textOrNull } from '../fields.ts';
import { child, children, childText, readXml, textOf } from '../xml.ts';

/** How arXiv says that it has a paper: it is new, listed in one more category, or has a new version. */
export type Announcement = 'new' | 'cross' | 'replacement';

export type AnnouncedPaper = { announcement: Announcement; paper: IncomingPaper & { arxivId: string } };

/** `items` counts all of the feed's items, also those that were left out. */
export type Feed = { announced: AnnouncedPaper[]; items: number };

/**
 * Reads one of arXiv's RSS feeds (https://info.arxiv.org/help/rss_specifications.html). What is announced as new is
 * dated by the feed, if its id is of these weeks; anything else has no date of publication here, because the feed does
 * not tell when the paper first appeared: papers of any age are listed in one more category and get new versions. A
 * feed without items is right: there is none at weekends. Throws an Error saying what is wrong with the feed as a
 * whole.
 */
export function readFeed(xml: string, now: Date): Feed {
  const channel = child(readXml(xml, 'rss'), 'channel');
  if (channel === null) throw new Error('it has no <channel> in its <rss>');
  const announcedAt = instantOrNull(childText(channel, 'pubDate')) ?? now;
  const items = children(channel, 'item');
  const announced = readMost(items, (item) => readItem(item, announcedAt, now));
  if (announced === null) throw new Error('most items are not papers as they used to be written');
  return { announced, items: items.length };
}

function readItem(item: unknown, announcedAt: Date, now: Date): AnnouncedPaper | null {
  const identity = parseArxivId(childText(item, 'guid') ?? '') ?? parseArxivId(childText(item, 'link') ?? '');
  const description = childText(item, 'description') ?? '';
  const text = readableText(childText(item, 'title'), /\bAbstract:([\s\S]*)$/.exec(description)?.[1]);
  if (identity === null || text === null) return null;
  const announcement = readAnnouncement(
    childText(item, 'arxiv:announce_type') ?? /Announce Type:\s*([\w-]+)/.exec(description)?.[1] ?? '',
  );
  const isNew = announcement === 'new' && (identity.version ?? 1) === 1 && !isOfOtherMonths(identity.id, now);
  const categories = children(item, 'category').flatMap((category) => textOrNull(textOf(category)) ?? []);
  const paper = {
    ...text,
    arxivId: identity.id,
    version: identity.version,
    doi: null,
    authors: children(item, 'dc:creator').flatMap((creator) => splitAuthors(textOf(creator) ?? '')),
    categories: [...new Set(categories)],
    // arXiv names the primary category first.
    primaryCategory: categories[0] ?? null,
    publishedAt: isNew ? (instantOrNull(childText(item, 'pubDate')) ?? announcedAt) : null,
    updatedAt: null,
    url: null,
    comment: null,
    journalRef: null,
    links: [],
    thumbnailUrl: null,
    summary: null,
    featuredAt: null,
    withdrawn: saysWithdrawn({ ...text, comment: null }),
    signal: null,
  };
  return { announcement, paper };
}

/** `new`, `cross`, `replace` or `replace-cross`; what says nothing counts as new. */
function readAnnouncement(type: string): Announcement {
  if (/^\s*replace/.test(type)) return 'replacement';
  return /^\s*cross/.test(type) ? 'cross' : 'new';
}
