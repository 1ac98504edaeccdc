import { counted, numberInWords } from '../../domain/languages/formats.ts';
import type { Language } from '../../domain/languages/language.ts';
import type { PapersWords } from '../../domain/languages/pages/en/papers.ts';
import type { Paper } from '../../domain/papers/paper.ts';
import { type Window, windows } from '../../domain/ranking/trending.ts';
import { type Pager, pagerOf, type Tab } from '../forms/list-models.ts';
import { filled } from '../say.ts';
import { type PaperItem, paperItem } from './paper-items.ts';
import type { SubscribeFormModel } from './subscribe-form.ts';

export type PaperList = {
  papers: PaperItem[];
  total: string;
  tabs: Tab[];
  /** The same list with more or less of each paper. */
  densities: Tab[];
  compact: boolean;
  pager: Pager;
};

export type PaperListInput = {
  papers: readonly Paper[];
  /** Papers of the whole list; with `exact` false there are more. */
  total: number;
  exact: boolean;
  /** From 1. */
  page: number;
  /** Papers a page. */
  limit: number;
  /** Null: of any age. */
  window: Window | null;
  /** Words to mark, in lower case. */
  marked?: ReadonlySet<string>;
  /** Titles close together, without pictures and texts. */
  compact?: boolean;
  subscribe: SubscribeFormModel;
  language: Language;
};

/** Where a list of papers is, and which part of it is shown. `window` null: of any age. */
export type ListPlace = {
  path: string;
  window: Window | null;
  q: string | null;
  topic: string | null;
  compact?: boolean;
};

/** The address of a page of a list. */
export function placeHref({ path, window, q, topic, compact = false }: ListPlace, page = 1): string {
  const query = new URLSearchParams();
  if (q !== null) query.set('q', q);
  if (topic !== null) query.set('topic', topic);
  if (window !== null) query.set('window', window);
  if (compact) query.set('view', 'compact');
  if (page > 1) query.set('page', String(page));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/**
 * Where a part of a list is to be known: under its own address, since it has papers that no other part has. The first
 * part is the list itself.
 */
export function ownPlace(path: string, { window, page = 1 }: { window?: Window; page?: number }): string {
  return page === 1 ? path : placeHref({ path, window: window ?? null, q: null, topic: null }, page);
}

/** Links to the same list over other windows. A search is not bound to one, so it has "Any time" too. */
function windowTabs(place: ListPlace, { anyTime: anyTimeName, windows: names }: PapersWords): Tab[] {
  const tab = (window: Window | null, text: string) => ({
    href: placeHref({ ...place, window }),
    text,
    current: place.window === window,
  });
  const anyTime = place.q !== null || place.window === null ? [tab(null, anyTimeName)] : [];
  return [...anyTime, ...windows.map((window) => tab(window, names[window]))];
}

function densityTabs(place: ListPlace, page: number, language: Language): Tab[] {
  return [
    { text: language.pages.cards.comfortable, compact: false },
    { text: language.pages.cards.compact, compact: true },
  ].map(({ text, compact }) => ({
    href: placeHref({ ...place, compact }, page),
    text,
    current: compact === (place.compact ?? false),
  }));
}

/** A page of a list of papers, with the ways to its other parts. */
export function paperList(input: PaperListInput, place: Omit<ListPlace, 'window' | 'compact'>): PaperList {
  const { compact = false, language } = input;
  const words = language.pages.papers;
  const where = { ...place, window: input.window, compact };
  return {
    papers: input.papers.map((paper) => paperItem(paper, language, input.marked)),
    total: input.exact
      ? counted(input.total, language.papers, language)
      : filled(words.moreThan, { n: numberInWords(input.total, language) }),
    tabs: windowTabs(where, words),
    densities: densityTabs(where, input.page, language),
    compact,
    pager: pagerOf(input, (page) => placeHref(where, page)),
  };
}
