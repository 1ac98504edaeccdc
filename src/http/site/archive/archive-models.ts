import { notedCard } from '../../../app/digests/carried/carried-papers.ts';
import type { Digest } from '../../../app/digests/digest-store.ts';
import type { PaperCard } from '../../../app/mail.ts';
import type { RenderedMarkdown } from '../../../app/markdown.ts';
import { counted } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import type { Carried } from '../../../domain/ranking/carried.ts';
import { digestTitle } from '../../forms/digest-title.ts';
import { type Html, safeHtml } from '../../forms/html.ts';
import type { Tab } from '../../forms/list-models.ts';
import { dateOf, type Moment, momentOf } from '../../forms/words.ts';
import { openPage } from '../../page-description.ts';
import { cardItem, type PaperItem } from '../paper-items.ts';

/** `older` is the address of the next part of the list. */
export type ArchiveModel = { digests: ArchiveEntry[]; older: string | null; tabs: Tab[] };

export const archivePage = openPage<ArchiveModel>('site/archive/archive');

export type ArchiveEntry = {
  href: string;
  title: string;
  date: Moment;
  papers: string;
  /** Titles of the first three papers. */
  first: PaperItem[];
};

/**
 * `introduction`: what an editor says above the papers, as safe HTML; null: nothing. A part's `title` is null when it
 * is the only one.
 */
export type ArchiveDigestModel = {
  title: string;
  date: Moment;
  introduction: Html | null;
  parts: { id: string; title: string | null; papers: PaperItem[] }[];
};

export const archiveDigestPage = openPage<ArchiveDigestModel>('site/archive/archive-digest', {
  scripts: ['page.js', 'cards.js'],
});

/** The list, in which digests of one day that are called the same are told apart by the time. */
export function archiveEntries(
  digests: readonly { digest: Digest; cards: readonly PaperCard[] }[],
  language: Language,
): ArchiveEntry[] {
  const entries = digests.map(({ digest, cards }) => archiveEntry(digest, cards, language));
  const called = Map.groupBy(entries, ({ title, date }) => `${title} ${date.text}`);
  return entries.map((entry) =>
    (called.get(`${entry.title} ${entry.date.text}`)?.length ?? 0) > 1
      ? { ...entry, date: momentOf(new Date(entry.date.iso), 'UTC', language) }
      : entry,
  );
}

/** A past digest in the list of the archive; `cards` are its papers, best first. */
function archiveEntry(digest: Digest, cards: readonly PaperCard[], language: Language): ArchiveEntry {
  return {
    href: `/archive/${digest.id}`,
    title: digestTitle(digest.cadence, null, language),
    date: dateOf(digest.asOf, 'UTC', language),
    papers: counted(cards.length, language.papers, language),
    first: cards.slice(0, 3).map((card) => cardItem(card, language)),
  };
}

/**
 * A past digest with nothing personal: all its papers, and no reasons. The collection that it carried stands apart, as
 * in the mails.
 */
export function archiveDigestModel(
  digest: Digest,
  cards: readonly PaperCard[],
  language: Language,
  introduction: RenderedMarkdown | null = null,
): ArchiveDigestModel {
  return {
    title: digestTitle(digest.cadence, null, language),
    date: dateOf(digest.asOf, 'UTC', language),
    introduction: introduction === null ? null : safeHtml(introduction.html),
    parts: partsOf(digest.carried, cards, language).map((part, index) => ({
      id: `part-${index + 1}`,
      title: part.title,
      papers: part.cards.map((card) => cardItem(card, language)),
    })),
  };
}

function partsOf(
  carried: Carried | null,
  cards: readonly PaperCard[],
  language: Language,
): { title: string | null; cards: readonly PaperCard[] }[] {
  const byId = new Map(cards.map((card) => [card.paper.id, card]));
  const brought = carried?.papers.flatMap(({ id }) => byId.get(id) ?? []) ?? [];
  if (carried === null || brought.length === 0) return cards.length === 0 ? [] : [{ title: null, cards }];
  const collection = { title: carried.name, cards: brought.map((card) => notedCard(carried, card)) };
  const others = cards.filter((card) => !brought.includes(card));
  if (others.length === 0) return [collection];
  const rest = { title: language.pages.digests.otherPapers, cards: others };
  return carried.place === 'first' ? [collection, rest] : [rest, collection];
}
