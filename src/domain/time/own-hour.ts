import type { FieldError } from '../errors.ts';
import { furthestDays } from './send-moment.ts';
import { dayMs, hourMs } from './units.ts';
import { instantOf } from './zone.ts';

/** The furthest that clocks are ahead of UTC (Pacific/Kiritimati), and behind it (Baker Island). */
const mostAheadMs = 14 * hourMs;
const mostBehindMs = 12 * hourMs;

/** "2026-11-24" as that day's midnight in UTC, which stands for the day wherever it is; null when it is no date. */
export function dayIn(typed: string): Date | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(typed.slice(0, 11))) return null;
  const day = new Date(`${typed}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || !day.toISOString().startsWith(typed) ? null : day;
}

/** "2026-11-24". */
export function dayText(day: Date): string {
  return day.toISOString().slice(0, 10);
}

/** What is wrong with the day on which each reader is to get something at their own hour. */
export function wrongSendOn(day: Date, now: Date): FieldError[] {
  const refused = (message: string): FieldError[] => [{ field: 'sendOn', message }];
  if (Number.isNaN(day.getTime())) return refused('is not a date');
  if (day.getTime() + dayMs + mostBehindMs <= now.getTime())
    return refused('is over everywhere: choose a day that is still to come');
  if (day.getTime() - now.getTime() > furthestDays * dayMs) return refused('is more than a year ahead');
  return [];
}

/**
 * When what goes out on a day at each reader's own hour is planned: before that day begins anywhere, since somebody's
 * hour may be midnight there; at once when it has begun.
 */
export function planningMoment(day: Date, now: Date): Date {
  return new Date(Math.max(day.getTime() - mostAheadMs, now.getTime()));
}

/**
 * The instant of a day at which a reader has their digest: the local `hour` in `timezone`. An hour that the clock skips
 * is the first instant after the gap. It may have gone by.
 */
export function ownMoment(day: Date, { timezone, hour }: { timezone: string; hour: number }): Date {
  return instantOf(
    { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate(), hour },
    timezone,
  );
}
