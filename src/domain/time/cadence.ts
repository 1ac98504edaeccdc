import { minuteMs } from './units.ts';
import { instantOf, localTime } from './zone.ts';

export const cadences = ['daily', 'weekly', 'monthly'] as const;
export type Cadence = (typeof cadences)[number];

/** In the order of ISO 8601. */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof weekdays)[number];

/**
 * When a digest is due: `timezone` is an IANA name, `hour` the local hour of the day, 0 to 23, `weekday` that of weekly
 * ones.
 */
export type DueRhythm = { cadence: Cadence; timezone: string; hour: number; weekday: Weekday };

type LocalDate = { year: number; month: number; day: number };

const lookback: Readonly<Record<Cadence, number>> = { daily: 7, weekly: 14, monthly: 45 };

/** A paper submitted longer ago is no news, whoever features it now. In days. */
export const newsDays = 90;

/**
 * How many days back a digest may reach for papers that its reader has not been sent: longer than the
 * cadence, so that a missed or empty slot loses nothing and a thin day can be filled.
 */
export function lookbackDays(cadence: Cadence): number {
  return lookback[cadence];
}

/** The minute (UTC) that `instant` lies in: what all subscribers due together share. */
export function dueSlot(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / minuteMs) * minuteMs);
}

/** The date `days` later, by the calendar alone. */
function addDays(date: LocalDate, days: number): LocalDate {
  const moved = new Date(Date.UTC(date.year, date.month - 1, date.day + days));
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

function weekdayOf(date: LocalDate): number {
  return new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay() || 7;
}

/** The latest date on or before `date` on which this cadence is due. */
function dueDateUpTo(date: LocalDate, { cadence, weekday }: DueRhythm): LocalDate {
  switch (cadence) {
    case 'daily':
      return date;
    case 'weekly':
      return addDays(date, -((weekdayOf(date) + 6 - weekdays.indexOf(weekday)) % 7));
    case 'monthly':
      return { ...date, day: 1 };
  }
}

function dueDateAfter(date: LocalDate, cadence: Cadence): LocalDate {
  switch (cadence) {
    case 'daily':
      return addDays(date, 1);
    case 'weekly':
      return addDays(date, 7);
    case 'monthly':
      return addDays({ ...date, month: date.month + 1 }, 0);
  }
}

function isOn(instant: Date, date: LocalDate, timezone: string): boolean {
  const local = localTime(instant, timezone);
  return local.day === date.day && local.month === date.month && local.year === date.year;
}

/** The instant at which a digest is due on `date`; null when that date is left out. */
function dueOn(date: LocalDate, rhythm: DueRhythm): Date | null {
  const due = instantOf({ ...date, hour: rhythm.hour }, rhythm.timezone);
  if (isOn(due, date, rhythm.timezone)) return due;
  // The gap runs on to midnight (Nuuk springs from 23:00 to 00:00): after it, this date's digest would
  // share a date with the next one, so the last hour that this date does have takes its place.
  for (let hour = rhythm.hour - 1; hour >= 0; hour -= 1) {
    const earlier = instantOf({ ...date, hour }, rhythm.timezone);
    if (isOn(earlier, date, rhythm.timezone)) return earlier;
  }
  // The whole date is missing (Apia had no 30 December 2011).
  return null;
}

/**
 * The first instant strictly after `after` at which a digest is due: daily at the local `hour`, weekly on
 * the weekday, monthly on the 1st. An hour that the clock shows twice counts once, the first time; one that it
 * jumps over is due at the first instant after the jump, or, if that is another day already, at the last full
 * hour before it; a date that the zone left out has none. Hence each local date has one due instant at most.
 * Throws a RangeError for an unknown zone or an invalid date.
 */
export function nextDue(after: Date, rhythm: DueRhythm): Date {
  const { year, month, day } = localTime(after, rhythm.timezone);
  let date = dueDateUpTo({ year, month, day }, rhythm);
  for (;;) {
    const due = dueOn(date, rhythm);
    if (due !== null && due.getTime() > after.getTime()) return due;
    date = dueDateAfter(date, rhythm.cadence);
  }
}

/** When and how much a subscriber wants. */
export type Rhythm = {
  cadence: Cadence;
  /** IANA name, for instance `Europe/Berlin`. */
  timezone: string;
  /** Local hour of the day, 0 to 23. */
  hour: number;
  /** Of weekly digests. */
  weekday: Weekday;
  /** The most papers in one digest, 1 to 40. */
  maxPapers: number;
};
