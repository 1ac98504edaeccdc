import type { Needs } from '../deps.ts';

/** Keeps how many subscribers there are, once a day: the first time that it is asked on a day (UTC). */
export async function countSubscribers({ stores, now }: Needs<'now', 'subscriberCounts'>): Promise<void> {
  const day = dayOf(now());
  if (!(await stores.subscriberCounts.hasDay(day))) await stores.subscriberCounts.keepDay(day);
}

/** The day in UTC, as 2026-11-26. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
