import { dayMs } from '../time/units.ts';

/** How long a session goes on at most, and how long while nobody uses it, in days. */
export const sessionDays = 14;
export const idleDays = 2;

/** Sessions that one account has at the same time; with one more, the one that was unused for longest ends. */
export const mostSessions = 20;

/** When a session that began at `begun` and was last seen at `seen` ends. */
export function sessionEnd(begun: Date, seen: Date): Date {
  return new Date(Math.min(begun.getTime() + sessionDays * dayMs, seen.getTime() + idleDays * dayMs));
}
