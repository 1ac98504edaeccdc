import { longest } from '../lengths.ts';
import { readDay, type Span, spanAround, writtenDay } from './site-day.ts';
import { dayMs } from './units.ts';

/** A month of Universal Time that was written `2026-11`; null for what is no month of the calendar. */
export function readMonth(typed: string): Span | null {
  if (typed.length > longest.timezone) return null;
  const first = readDay(`${typed}-01`);
  return first === null ? null : spanAround(first, 'month');
}

/** `2026-11`. */
export function writtenMonth(day: Date): string {
  return writtenDay(day).slice(0, 7);
}

/** The weeks of a month, from Monday on: seven days each, null for those of other months. */
export function weeksOf({ from, before }: Span): (Date | null)[][] {
  const empty = (from.getUTCDay() + 6) % 7;
  const days = Math.round((before.getTime() - from.getTime()) / dayMs);
  const weeks = Math.ceil((empty + days) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => {
      const day = 7 * week + weekday - empty;
      return day < 0 || day >= days ? null : new Date(from.getTime() + day * dayMs);
    }),
  );
}
