import type { ArchivedDigest } from '../../../app/digests/archive/archive-store.ts';
import { counted } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { type Span, writtenDay } from '../../../domain/time/site-day.ts';
import { weeksOf, writtenMonth } from '../../../domain/time/site-month.ts';
import { dayMs } from '../../../domain/time/units.ts';
import { digestTitle } from '../../forms/digest-title.ts';
import type { Tab } from '../../forms/list-models.ts';
import { dateOf, type Moment, momentOf } from '../../forms/words.ts';
import { openPage } from '../../page-description.ts';

/**
 * A day; null of another month. `link` null: there was no digest. Of several the link leads to the day in the list
 * below.
 */
type CalendarDay = { day: number | null; link: { href: string; text: string } | null };

/** A digest in the list below the calendar. `id` of the first one of its day, for the links of the calendar. */
type CalendarEntry = { id: string | null; href: string; title: string; date: Moment; papers: string };

export type CalendarModel = {
  month: string;
  tabs: Tab[];
  /** The names of the days of the week, short and whole. */
  weekdays: { short: string; long: string }[];
  weeks: CalendarDay[][];
  entries: CalendarEntry[];
  /** The nearest months with digests; null for none. */
  earlier: { href: string; text: string } | null;
  later: { href: string; text: string } | null;
  /** There are such months. */
  others: boolean;
};

export const calendarPage = openPage<CalendarModel>('site/archive/calendar');

/** Where the digests of a month are. */
export function monthHref(day: Date): string {
  return `/archive?month=${writtenMonth(day)}`;
}

export function monthName(day: Date, { tag }: Language): string {
  return new Intl.DateTimeFormat(tag, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(day);
}

/** The two ways to look at the archive; `month`: the one that the calendar opens at, null: there is no digest. */
export function archiveTabs(current: 'list' | 'calendar', month: Date | null, language: Language): Tab[] {
  if (month === null) return [];
  const { asList, asCalendar } = language.pages.digests;
  return [
    { href: '/archive', text: asList, current: current === 'list' },
    { href: monthHref(month), text: asCalendar, current: current === 'calendar' },
  ];
}

/** Any Monday: the days of the week are named by those from it on. */
const aMonday = Date.UTC(2024, 0, 1);

function weekdayNames({ tag }: Language): CalendarModel['weekdays'] {
  const name = (at: number, weekday: 'short' | 'long') =>
    new Intl.DateTimeFormat(tag, { weekday, timeZone: 'UTC' }).format(aMonday + at * dayMs);
  return Array.from({ length: 7 }, (_, at) => ({ short: name(at, 'short'), long: name(at, 'long') }));
}

const hrefOf = ({ id }: ArchivedDigest) => `/archive/${id}`;
const anchorOf = (day: Date) => `day-${writtenDay(day)}`;

/** `/archive?month=`: digests of one day that are called the same are told apart by the time. */
export function calendarModel(input: {
  span: Span;
  digests: readonly ArchivedDigest[];
  earlier: Date | null;
  later: Date | null;
  language: Language;
}): CalendarModel {
  const { span, digests, earlier, later, language } = input;
  const byDay = Map.groupBy(digests, ({ asOf }) => writtenDay(asOf));
  const titleOf = ({ cadence }: ArchivedDigest) => digestTitle(cadence, null, language);
  const dayOf = (day: Date): CalendarDay => {
    const [first, ...more] = byDay.get(writtenDay(day)) ?? [];
    const number = day.getUTCDate();
    if (first === undefined) return { day: number, link: null };
    const link =
      more.length === 0
        ? { href: hrefOf(first), text: titleOf(first) }
        : {
            href: `#${anchorOf(day)}`,
            text: counted(more.length + 1, language.pages.digests.digestsOfDay, language),
          };
    return { day: number, link };
  };
  const entryOf = (digest: ArchivedDigest): CalendarEntry => {
    const sameDay = byDay.get(writtenDay(digest.asOf)) ?? [];
    const twins = sameDay.filter(({ cadence }) => cadence === digest.cadence).length > 1;
    return {
      id: sameDay[0] === digest ? anchorOf(digest.asOf) : null,
      href: hrefOf(digest),
      title: titleOf(digest),
      date: (twins ? momentOf : dateOf)(digest.asOf, 'UTC', language),
      papers: counted(digest.papers, language.papers, language),
    };
  };
  const beside = (at: Date | null) =>
    at === null ? null : { href: monthHref(at), text: monthName(at, language) };
  return {
    month: monthName(span.from, language),
    tabs: archiveTabs('calendar', span.from, language),
    weekdays: weekdayNames(language),
    weeks: weeksOf(span).map((week) => week.map((day) => (day === null ? { day, link: null } : dayOf(day)))),
    entries: digests.map(entryOf),
    earlier: beside(earlier),
    later: beside(later),
    others: earlier !== null || later !== null,
  };
}
