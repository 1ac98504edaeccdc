import type { Topic } from '../../../domain/catalogue/topic.ts';
import { counted, shortDate } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { quietStretch } from '../../../domain/time/arxiv-calendar.ts';
import { type SpanLength, spanAround, writtenDay } from '../../../domain/time/site-day.ts';
import { dayMs } from '../../../domain/time/units.ts';
import { type Pager, pagerOf, type Tab, topicHref } from '../../forms/list-models.ts';
import { openPage } from '../../page-description.ts';
import { filled } from '../../say.ts';
import { type PaperItem, paperItem } from '../paper-items.ts';
import type { SubscribeFormModel } from '../subscribe-form.ts';

/** Where the papers of days are: on the start page, which may be narrowed to a topic, or on a topic's own page. */
export type DayPlace = { path: string; topic: string | null };
export const everyField: DayPlace = { path: '/', topic: null };

export type DayModel = {
  heading: string;
  papers: PaperItem[];
  total: string;
  tabs: Tab[];
  pager: Pager;
  /** The stretches beside this one; `later` null: that has not begun. */
  earlier: { href: string; text: string };
  later: { href: string; text: string } | null;
  /** For the field of a date. */
  day: string;
  today: string;
  length: SpanLength;
  /** Where the form of a date leads to, and the topic that it keeps. */
  path: string;
  narrowedTo: string | null;
  /** What is trending now, there. */
  now: { href: string; text: string };
  /** The topic, and the same days without it; null for all fields. */
  topic: { name: string; href: string; without: string } | null;
  /** Why there may be none. */
  reason: string | null;
  subscribe: SubscribeFormModel;
};

export const dayPage = openPage<DayModel>('site/days/day');

/** Where a day's, a week's or a month's papers are. */
export function dayHref({ path, topic }: DayPlace, day: Date, length: SpanLength, page = 1): string {
  const query = new URLSearchParams({ date: writtenDay(day) });
  if (topic !== null) query.set('topic', topic);
  if (length !== 'day') query.set('window', length);
  if (page > 1) query.set('page', String(page));
  return `${path}?${query.toString()}`;
}

function monthOf(day: Date, language: Language): string {
  return new Intl.DateTimeFormat(language.tag, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    day,
  );
}

/** What a stretch of days is called: "Papers of 24 Nov 2026", "Robotics: papers of November 2026". */
export function spanName(
  day: Date,
  length: SpanLength,
  topic: Pick<Topic, 'name'> | null,
  language: Language,
): string {
  const { from } = spanAround(day, length);
  const { headings, headingsIn } = language.pages.days;
  return filled((topic === null ? headings : headingsIn)[length], {
    topic: topic?.name ?? '',
    day: shortDate(from, 'UTC', language),
    month: monthOf(from, language),
  });
}

/** `/?date=` and `/topics/:slug?date=`: `day` is its beginning, `page` counts from 1. */
export function dayModel(input: {
  place: DayPlace;
  topic: Pick<Topic, 'slug' | 'name'> | null;
  day: Date;
  length: SpanLength;
  now: Date;
  papers: readonly Paper[];
  total: number;
  page: number;
  limit: number;
  language: Language;
  subscribe: SubscribeFormModel;
}): DayModel {
  const { place, topic, day, length, now, language, total } = input;
  const words = language.pages.days;
  const { from, before } = spanAround(day, length);
  const beside = (at: Date) => ({
    href: dayHref(place, at, length),
    text:
      length === 'month' ? monthOf(at, language) : shortDate(spanAround(at, length).from, 'UTC', language),
  });
  const quiet = total > 0 ? null : quietStretch(from, new Date(Math.min(before.getTime(), now.getTime())));
  return {
    heading: spanName(day, length, topic, language),
    papers: input.papers.map((paper) => paperItem(paper, language)),
    total: counted(total, language.papers, language),
    tabs: (['day', 'week', 'month'] as const).map((one) => ({
      href: dayHref(place, day, one),
      text: words.lengths[one],
      current: one === length,
    })),
    pager: pagerOf(input, (page) => dayHref(place, day, length, page)),
    earlier: beside(new Date(from.getTime() - dayMs)),
    later: before.getTime() > now.getTime() ? null : beside(before),
    day: writtenDay(day),
    today: writtenDay(now),
    length,
    path: place.path,
    narrowedTo: place.topic,
    now:
      topic === null
        ? { href: '/', text: words.now }
        : { href: topicHref(topic.slug), text: filled(words.nowIn, { topic: topic.name }) },
    topic:
      topic === null
        ? null
        : { name: topic.name, href: topicHref(topic.slug), without: dayHref(everyField, day, length) },
    reason: quiet === null || quiet.kind === 'silent' ? null : words[quiet.kind],
    subscribe: input.subscribe,
  };
}
