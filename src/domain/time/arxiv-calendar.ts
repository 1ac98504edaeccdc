import { dayMs } from './units.ts';
import { instantOf, localTime } from './zone.ts';

/** Where arXiv's evenings are. */
export const announcementZone = 'America/New_York';
const publishHour = 20;

/**
 * Days of the week on which arXiv did no work although they are Monday to Friday, as it published them for these
 * years (info.arxiv.org/help/availability.html, "Holidays"; the years before are of no use here any more). Add a year
 * when arXiv publishes it; until then `expectedHolidays` stands in for it.
 */
const published: Readonly<Record<number, readonly string[]>> = {
  2025: ['01-01', '01-20', '06-19', '07-04', '09-01', '11-27', '12-25', '12-30'],
  2026: ['01-01', '01-19', '06-19', '07-03', '09-07', '11-26', '12-25', '12-29', '12-31'],
};
const firstYear = 2025;

/** Days since 1 January 1970 of a date of the calendar; `month` from 1. */
function dayNumber(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / dayMs;
}

/** 0 Sunday to 6 Saturday; 1 January 1970 was a Thursday. */
function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** The `nth` of a weekday in a month. */
function nth(year: number, month: number, wanted: number, n: number): number {
  const first = dayNumber(year, month, 1);
  return first + ((wanted - weekday(first) + 7) % 7) + (n - 1) * 7;
}

/** A holiday of the United States is kept on Friday when it falls on Saturday, on Monday when it falls on Sunday. */
function observed(day: number): number {
  if (weekday(day) === 6) return day - 1;
  return weekday(day) === 0 ? day + 1 : day;
}

/** The holidays that arXiv has kept in each year from 2022 to 2026, by their rules. */
function expectedHolidays(year: number): number[] {
  return [
    observed(dayNumber(year, 1, 1)),
    nth(year, 1, 1, 3),
    observed(dayNumber(year, 6, 19)),
    observed(dayNumber(year, 7, 4)),
    nth(year, 9, 1, 1),
    nth(year, 11, 4, 4),
    observed(dayNumber(year, 12, 25)),
  ];
}

/** Evenings of Sunday to Thursday without an announcement: Friday's work would be announced on Sunday. */
function skippedEvenings(year: number): number[] {
  const holidays =
    published[year]?.map((date) => Date.parse(`${year}-${date}T00:00:00Z`) / dayMs) ?? expectedHolidays(year);
  return holidays.map((day) => (weekday(day) === 5 ? day + 2 : day));
}

/** All of them from `firstYear` up to a year that grows as it is asked for, ascending. */
const skipped: number[] = [];
let knownUpTo = firstYear - 1;

function skippedUpTo(day: number): number {
  const year = new Date(day * dayMs).getUTCFullYear();
  while (knownUpTo < year) skipped.push(...skippedEvenings(++knownUpTo));
  let low = 0;
  let high = skipped.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((skipped[middle] ?? 0) <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}

function announces(day: number): boolean {
  return weekday(day) < 5 && skippedUpTo(day) === skippedUpTo(day - 1);
}

/** How many evenings up to and including this day had an announcement, from a fixed one on. */
function announcementsUpTo(day: number): number {
  // Day 3 was a Sunday.
  const weeks = Math.floor((day - 3) / 7);
  return weeks * 5 + Math.min(weekday(day) + 1, 5) - skippedUpTo(day);
}

function eveningOf(day: number): number {
  const date = new Date(day * dayMs);
  const local = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  return instantOf({ ...local, hour: publishHour }, announcementZone).getTime();
}

/** From one announcement to the next, in milliseconds since 1970; `count` is the number of the first. */
type Interval = { from: number; to: number; count: number };
const intervals = new Map<number, Interval>();
/** Intervals kept: some years of them. */
const mostKept = 2_000;

function intervalAt(ms: number): Interval {
  const local = localTime(new Date(ms), announcementZone);
  const today = dayNumber(local.year, local.month, local.day);
  let first = local.hour >= publishHour ? today : today - 1;
  const key = first;
  const known = intervals.get(key);
  if (known !== undefined) return known;
  while (!announces(first)) first--;
  let next = first + 1;
  while (!announces(next)) next++;
  const interval = { from: eveningOf(first), to: eveningOf(next), count: announcementsUpTo(first) };
  if (intervals.size >= mostKept) intervals.clear();
  intervals.set(key, interval);
  return interval;
}

/** The last announcement at or before an instant: Sunday to Thursday at 20:00 in New York, holidays left out. */
export function lastAnnouncement(at: Date): Date {
  return new Date(intervalAt(at.getTime()).from);
}

/** The first announcement after an instant. */
export function nextAnnouncement(after: Date): Date {
  return new Date(intervalAt(after.getTime()).to);
}

/**
 * A clock in announcement days: from each announcement to the next it goes on by one, evenly, so that a weekend is
 * one day and so is a holiday with the day before it. Strictly increasing; only differences mean anything. What is
 * seven days apart on the calendar is five apart on it, in a week without a holiday.
 */
export function announcementDays(at: Date): number {
  const ms = at.getTime();
  const { from, to, count } = intervalAt(ms);
  return count + (ms - from) / (to - from);
}

/**
 * A time in which arXiv announced nothing, and when it next does: over a holiday (`day` is its evening), over the days
 * on which it never does, or since its last announcement.
 */
export type QuietStretch = { next: Date } & (
  | { kind: 'holiday'; day: Date }
  | { kind: 'weekend' }
  | { kind: 'silent'; last: Date }
);

/** Why arXiv brought nothing new after `from` and up to `to`, or null when it announced something in that time. */
export function quietStretch(from: Date, to: Date): QuietStretch | null {
  const last = lastAnnouncement(to);
  const next = nextAnnouncement(to);
  if (last > from) return null;
  const begun = localTime(last, announcementZone);
  const evening = dayNumber(begun.year, begun.month, begun.day);
  const days = Math.round((next.getTime() - last.getTime()) / dayMs);
  for (let day = evening + 1; day < evening + days; day++) {
    if (weekday(day) < 5 && eveningOf(day) <= to.getTime())
      return { kind: 'holiday', day: new Date(eveningOf(day)), next };
  }
  return days > 1 ? { kind: 'weekend', next } : { kind: 'silent', last, next };
}
