import { longest } from '../lengths.ts';
import { dayMs } from './units.ts';

/** A stretch of days of Universal Time: from its beginning on, before its end. */
export type Span = { from: Date; before: Date };
export type SpanLength = 'day' | 'week' | 'month';

/** Nothing is older: arXiv's first papers are of August 1991. */
const firstYear = 1991;

/** The beginning of a day of Universal Time that was written `2026-11-24`; null for what is no day of the calendar. */
export function readDay(typed: string): Date | null {
  if (typed.length > longest.timezone || !/^\d{4}-\d\d-\d\d$/.test(typed)) return null;
  const day = new Date(`${typed}T00:00:00Z`);
  // The 31st of a month of 30 days is no day.
  if (Number.isNaN(day.getTime()) || writtenDay(day) !== typed) return null;
  return day.getUTCFullYear() < firstYear ? null : day;
}

/** `2026-11-24`. */
export function writtenDay(day: Date): string {
  return day.toISOString().slice(0, 10);
}

/** The day, the week (from Monday on) or the month of the calendar that a day is in. */
export function spanAround(day: Date, length: SpanLength): Span {
  const at = day.getTime();
  switch (length) {
    case 'day':
      return { from: day, before: new Date(at + dayMs) };
    case 'week': {
      const from = at - ((day.getUTCDay() + 6) % 7) * dayMs;
      return { from: new Date(from), before: new Date(from + 7 * dayMs) };
    }
    case 'month': {
      const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
      return { from: new Date(Date.UTC(year, month, 1)), before: new Date(Date.UTC(year, month + 1, 1)) };
    }
  }
}
