import { counted, shortDate } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { quietStretch } from '../../../domain/time/arxiv-calendar.ts';
import { type SpanLength, spanAround, writtenDay } from '../../../domain/time/site-day.ts';
import { dayMs } from '../../../domain/time/units.ts';
import { type Pager, pagerOf, type Tab } from '../../forms/list-models.ts';
import { openPage } from '../../page-description.ts';
import { filled } from '../../say.ts';
import { type PaperItem, paperItem } from '../paper-items.ts';
import type { SubscribeFormModel } from '../subscribe-form.ts';

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
  /** Why there may be none. */
  reason: string | null;
  subscribe: SubscribeFormModel;
};

export const dayPage = openPage<DayModel>('site/days/day');

/** Where a day's, a week's or a month's papers are. */
export function dayHref(day: Date, length: SpanLength, page = 1): string {
  const query = new URLSearchParams({ date: writtenDay(day) });
  if (length !== 'day') query.set('window', length);
  if (page > 1) query.set('page', String(page));
  return `/?${query.toString()}`;
}

function monthOf(day: Date, language: Language): string {
  return new Intl.DateTimeFormat(language.tag, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    day,
  );
}

/** What a stretch of days is called: "24 Nov 2026", "Papers of November 2026". */
export function spanName(day: Date, length: SpanLength, language: Language): string {
  const { from } = spanAround(day, length);
  return filled(language.pages.days.headings[length], {
    day: shortDate(from, 'UTC', language),
    month: monthOf(from, language),
  });
}

/** `/?date=`: `day` is its beginning, `page` counts from 1. */
export function dayModel(input: {
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
  const { day, length, now, language, total } = input;
  const words = language.pages.days;
  const { from, before } = spanAround(day, length);
  const beside = (at: Date) => ({
    href: dayHref(at, length),
    text:
      length === 'month' ? monthOf(at, language) : shortDate(spanAround(at, length).from, 'UTC', language),
  });
  const quiet = total > 0 ? null : quietStretch(from, new Date(Math.min(before.getTime(), now.getTime())));
  return {
    heading: spanName(day, length, language),
    papers: input.papers.map((paper) => paperItem(paper, language)),
    total: counted(total, language.papers, language),
    tabs: (['day', 'week', 'month'] as const).map((one) => ({
      href: dayHref(day, one),
      text: words.lengths[one],
      current: one === length,
    })),
    pager: pagerOf(input, (page) => dayHref(day, length, page)),
    earlier: beside(new Date(from.getTime() - dayMs)),
    later: before.getTime() > now.getTime() ? null : beside(before),
    day: writtenDay(day),
    today: writtenDay(now),
    length,
    reason: quiet === null || quiet.kind === 'silent' ? null : words[quiet.kind],
    subscribe: input.subscribe,
  };
}
