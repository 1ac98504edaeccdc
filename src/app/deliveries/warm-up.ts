import { type WarmUpDay, type WarmUpPause, warmUpDay, warmUpPause } from '../../domain/sending/warm-up.ts';
import type { Clock } from '../clock.ts';
import { coalesce } from '../coalesce.ts';

/** Rights that are asked for, or given back, in one statement. */
const most = 200;

const free: DayPermit = { day: null };
const unlimited: WarmUp = {
  takePermit: async () => free,
  giveBackPermit: async () => undefined,
  pause: () => null,
  look: async () => null,
};

/**
 * Keeps the plan of a warm-up that began on the day `from` (null: there is none) over all processes that share the
 * store. What a killed process had taken for messages under way counts as sent.
 */
export function createWarmUp(store: SendDayStore, from: string | null, now: Clock): WarmUp {
  if (from === null) return unlimited;
  let usedUp: WarmUpDay | null = null;

  const take = coalesce<null, DayPermit | null>(most, async (requested) => {
    const today = warmUpDay(from, now());
    if (today === null) return requested.map(() => free);
    const granted = await store.takePermits(today.day, requested.length, today.most);
    if (granted < requested.length) usedUp = today;
    return requested.map((_, index) => (index < granted ? { day: today.day } : null));
  });
  const giveBack = coalesce<string, void>(most, async (days) => {
    for (const [day, those] of Map.groupBy(days, (one) => one))
      await store.giveBackPermits(day, those.length);
    usedUp = null;
    return days.map(() => undefined);
  });
  const isToday = (one: WarmUpDay) => now() < one.ends;

  return {
    takePermit: () => take(null),
    async giveBackPermit({ day }) {
      if (day !== null) await giveBack(day);
    },
    pause: () => (usedUp !== null && isToday(usedUp) ? warmUpPause(usedUp) : null),
    async look() {
      const today = warmUpDay(from, now());
      if (today === null || (await store.permitsTaken(today.day)) < today.most) return null;
      return warmUpPause(today);
    },
  };
}

/** How many messages of digests all processes together hand over on a day (UTC, as in `2026-12-01`). */
export interface SendDayStore {
  /** Adds so many messages to the day, fewer where it would have more than `most`; resolves with how many. */
  takePermits(day: string, messages: number, most: number): Promise<number>;
  giveBackPermits(day: string, messages: number): Promise<void>;
  /** Those of the day so far. */
  permitsTaken(day: string): Promise<number>;
}

/** The right to hand over one message of a digest; null: it counts for no day. */
export type DayPermit = { day: string | null };

/** The daily limit of a domain that is new. */
export interface WarmUp {
  /** The right to one more message; null when those of the day are used up. */
  takePermit(): Promise<DayPermit | null>;
  /** Gives back the right to a message that no server took. */
  giveBackPermit(permit: DayPermit): Promise<void>;
  /** Why digests wait, as far as this process knows; null: they do not. */
  pause(): WarmUpPause | null;
  /** As `pause`, by what all processes have sent. */
  look(): Promise<WarmUpPause | null>;
}
