import { type Cadence, cadences, lookbackDays } from '../time/cadence.ts';
import { dayMs } from '../time/units.ts';
import type { Subscriber } from './subscriber.ts';

/** For how many weeks a reader can pause the digests. */
export const pauseWeeks = [1, 2, 4] as const;
export type PauseWeeks = (typeof pauseWeeks)[number];

/** When a pause ends that begins now. */
export function pauseEnd(now: Date, weeks: PauseWeeks): Date {
  return new Date(now.getTime() + weeks * 7 * dayMs);
}

/** A pause that ends later than this was begun by a clock that ran far ahead. */
export function latestPauseEnd(now: Date): Date {
  return new Date(pauseEnd(now, 4).getTime() + 2 * dayMs);
}

/** Until when the digests of a reader pause; null when they do not. */
export function pauseOf({ pausedUntil }: Pick<Subscriber, 'pausedUntil'>, now: Date): Date | null {
  return pausedUntil !== null && pausedUntil > now ? pausedUntil : null;
}

/**
 * By the look-back of which cadence a reader's papers are chosen: their own, save for the first digest after a pause,
 * which has the best of all the time since the last one, however often digests come otherwise. `lastDigestAt`: when
 * they confirmed, if there was none yet; null: that is not known.
 */
export function reachOf(
  { cadence, pausedUntil }: { cadence: Cadence; pausedUntil: Date | null },
  lastDigestAt: Date | null,
  asOf: Date,
): Cadence {
  if (pausedUntil === null || lastDigestAt === null || lastDigestAt >= pausedUntil) return cadence;
  const days = Math.max((asOf.getTime() - lastDigestAt.getTime()) / dayMs, lookbackDays(cadence));
  return cadences.find((one) => lookbackDays(one) >= days) ?? 'monthly';
}
