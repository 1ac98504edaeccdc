import { type Cadence, type DueRhythm, nextDue } from './cadence.ts';
import { dayMs, hourMs } from './units.ts';

// How due times are set right when hours went by that should not have: an outage, a clock that was wrong, new rules
// of a time zone.

/** When readers who are overdue after an outage get their digest: at once, or at their next local hour. */
export const catchUps = ['now', 'next-hour'] as const;
export type CatchUp = (typeof catchUps)[number];

/** How late a digest may be and still go out at once, whatever `CatchUp` says: a restart is no outage. */
const graceMs = hourMs;

/** The longest that one due time can lie before the next, with an hour for the change of clocks. */
const longestMs: Readonly<Record<Cadence, number>> = {
  // A zone can leave a date out (Apia, 30 December 2011).
  daily: 2 * dayMs + hourMs,
  weekly: 14 * dayMs + hourMs,
  monthly: 31 * dayMs + hourMs,
};

/**
 * By how much a clock may have been wrong so that, when it is put right, no reader is mailed twice for one slot. A
 * greater error is taken for one of months or years, for which no reader should have to wait.
 */
const clockErrorMs = 2 * dayMs;

/** Readers due before this instant missed their hour. */
export function missedBefore(now: Date): Date {
  return new Date(now.getTime() - graceMs);
}

type LocalHour = Pick<DueRhythm, 'timezone' | 'hour'>;

/** The next time that it is the reader's hour, on whatever day. Throws as `nextDue` does. */
export function nextHour(after: Date, { timezone, hour }: LocalHour): Date {
  return nextDue(after, { timezone, hour, cadence: 'daily', weekday: 'monday' });
}

/** When a reader is due next: not before a pause of theirs has ended. Throws as `nextDue` does. */
export function nextDueOf(reader: DueRhythm & { pausedUntil: Date | null }, now: Date): Date {
  const { pausedUntil } = reader;
  return nextDue(pausedUntil !== null && pausedUntil > now ? pausedUntil : now, reader);
}

/** A due time later than this was set by a clock that ran far ahead. */
export function latestDue(now: Date, cadence: Cadence): Date {
  return new Date(now.getTime() + longestMs[cadence] + clockErrorMs);
}

/** By then each reader of a cadence was due once since `since`, whatever the clocks were changed by between. */
export function everybodyOnceBy(since: Date, cadence: Cadence): Date {
  const days = { daily: 1, weekly: 7, monthly: 31 }[cadence];
  return new Date(since.getTime() + days * dayMs + hourMs);
}

/**
 * What a due time must be by today's rules of the reader's time zone: the same instant while it still is the reader's
 * hour, else the nearest instant that is. Throws as `nextDue` does.
 */
export function byTodaysRules(due: Date, rhythm: LocalHour): Date {
  const after = nextHour(new Date(due.getTime() - 1), rhythm);
  if (after.getTime() === due.getTime()) return due;
  let before = nextHour(new Date(due.getTime() - longestMs.daily), rhythm);
  for (let next = before; next < due; next = nextHour(next, rhythm)) before = next;
  if (before > due) return after;
  return due.getTime() - before.getTime() < after.getTime() - due.getTime() ? before : after;
}

/** The last due time from `due` on that is not after `now`. Throws as `nextDue` does. */
export function lastDueUpTo(now: Date, due: Date, rhythm: DueRhythm): Date {
  const recent = new Date(Math.max(due.getTime(), now.getTime() - longestMs[rhythm.cadence]));
  let last = due;
  for (let next = nextDue(recent, rhythm); next <= now; next = nextDue(next, rhythm)) last = next;
  return last;
}

/**
 * When a reader is due after the digest of `slot`: after the slot too, should the clock that reads `now` be behind the
 * one that made it. Throws as `nextDue` does.
 */
export function dueAfterSlot(slot: Date, now: Date, rhythm: DueRhythm): Date {
  return nextDue(slot > now ? slot : now, rhythm);
}
