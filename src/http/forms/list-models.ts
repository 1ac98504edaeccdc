import type { Topic } from '../../domain/catalogue/topic.ts';
import { type Window, windows } from '../../domain/ranking/trending.ts';

/** An instant for `<time>`: `iso` for machines, `text` for people. */
export type Moment = { iso: string; text: string };

export type Tab = { href: string; text: string; current: boolean };

/** `previous` and `next` are addresses, null at the ends. */
export type Pager = { page: number; pages: number; previous: string | null; next: string | null };

export type Option = { value: string; text: string; selected: boolean };
export type OptionGroup = { label: string; options: Option[] };

export type TopicEntry = {
  slug: string;
  name: string;
  description: string;
  href: string;
  /** arXiv's own are known by their slug (`cs.RO`); the slug of a curated one says nothing more than its name. */
  showSlug: boolean;
  /** "1,204 papers"; null when it was not counted. */
  papers: string | null;
  checked: boolean;
};
export type TopicGroup = { id: string; heading: string; topics: TopicEntry[]; chosen: number; open: boolean };

const numbers = new Intl.NumberFormat('en');

/** 12345 as "12,345". */
export function number(value: number): string {
  return numbers.format(value);
}

/** "1 paper", "2,000 papers". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

const daysOfUtc = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** The calendar day in `timezone`: "24 Nov 2026". */
export function dayOf(date: Date, timezone = 'UTC'): Moment {
  // A list has one for each paper, and making a format takes longer than the rest of its card.
  const format =
    timezone === 'UTC'
      ? daysOfUtc
      : new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: timezone });
  return { iso: date.toISOString(), text: format.format(date) };
}

/** Day and time in `timezone`: "24 Nov 2026, 08:00 UTC". */
export function momentOf(date: Date, timezone = 'UTC'): Moment {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: timezone,
  });
  return { iso: date.toISOString(), text: `${format.format(date)} ${timezone}` };
}

export function topicHref(slug: string): string {
  return `/topics/${encodeURIComponent(slug)}`;
}

const windowNames: Record<Window, string> = { day: 'Today', week: 'This week', month: 'This month' };

/** Where a list of papers is, and which part of it is shown. `window` null: of any age. */
export type ListPlace = { path: string; window: Window | null; q: string | null; topic: string | null };

/** The address of a page of a list. */
export function placeHref({ path, window, q, topic }: ListPlace, page = 1): string {
  const query = new URLSearchParams();
  if (q !== null) query.set('q', q);
  if (topic !== null) query.set('topic', topic);
  if (window !== null) query.set('window', window);
  if (page > 1) query.set('page', String(page));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/** Links to the same list over other windows. A search is not bound to one, so it has "Any time" too. */
export function windowTabs(place: ListPlace): Tab[] {
  const tab = (window: Window | null, text: string) => ({
    href: placeHref({ ...place, window }),
    text,
    current: place.window === window,
  });
  const anyTime = place.q !== null || place.window === null ? [tab(null, 'Any time')] : [];
  return [...anyTime, ...windows.map((window) => tab(window, windowNames[window]))];
}

/** `page` counts from 1, `limit` is papers a page, `total` all papers of the list. */
export function pager(
  place: ListPlace,
  { page, limit, total }: { page: number; limit: number; total: number },
): Pager {
  const pages = Math.max(1, Math.ceil(total / limit));
  return {
    page,
    pages,
    previous: page > 1 ? placeHref(place, Math.min(page - 1, pages)) : null,
    next: page < pages ? placeHref(place, page + 1) : null,
  };
}

/**
 * Topics under their headings, in the order given, without those that are retired. `chosen` holds the slugs that are
 * ticked; they stay.
 */
export function topicGroups(
  topics: readonly (Topic & { papers?: number })[],
  chosen: ReadonlySet<string> = new Set(),
): TopicGroup[] {
  const offered = topics.filter((topic) => !topic.retired || chosen.has(topic.slug));
  return [...Map.groupBy(offered, (topic) => topic.group)].map(([heading, members], index) => {
    const entries = members.map(({ slug, name, description, kind, papers }) => ({
      slug,
      name,
      description,
      href: topicHref(slug),
      showSlug: kind !== 'curated',
      papers: papers === undefined ? null : counted(papers, 'paper'),
      checked: chosen.has(slug),
    }));
    const ticked = entries.filter((entry) => entry.checked).length;
    return { id: `group-${index + 1}`, heading, topics: entries, chosen: ticked, open: ticked > 0 };
  });
}

/** The topics that a list can be narrowed to: curated ones and whole archives, and the one that it is narrowed to. */
export function topicFilter(topics: readonly Topic[], selected: string | null): OptionGroup[] {
  const offered = topics.filter(
    (topic) => (topic.kind !== 'category' && !topic.retired) || topic.slug === selected,
  );
  return [...Map.groupBy(offered, (topic) => topic.group)].map(([label, members]) => ({
    label,
    options: members.map(({ slug, name }) => ({ value: slug, text: name, selected: slug === selected })),
  }));
}
