import { type WarmUpDay, type WarmUpPause, warmUpDay, warmUpPause } from '../../domain/sending/warm-up.ts';
import type { Clock } from '../clock.ts';
import { coalesce } from '../coalesce.ts';

/** Rights that are asked for, or given back, in one statement. */
const most = 200;

const free: DayPermit = { day: null };
const unlimited: WarmUp = {
  take: async () => free,
  giveBack: async () => undefined,
  pause: () => null,
  look: async () => null,
};

/**
 * Keeps the plan of a warm-up that began on the day `from` (null: there is none) over all processes that share the
 * store. What a killed process had taken for messages under way counts as sent.
 */
export function createWarmUp(store: DayStore, from: string | null, now: Clock): WarmUp {
  if (from === null) return unlimited;
  let usedUp: WarmUpDay | null = null;

  const take = coalesce<null, DayPermit | null>(most, async (asked) => {
    const today = warmUpDay(from, now());
    if (today === null) return asked.map(() => free);
    const granted = await store.take(today.day, asked.length, today.most);
    if (granted < asked.length) usedUp = today;
    return asked.map((_, index) => (index < granted ? { day: today.day } : null));
  });
  const giveBack = coalesce<string, void>(most, async (days) => {
    for (const [day, those] of Map.groupBy(days, (one) => one)) await store.giveBack(day, those.length);
    usedUp = null;
    return days.map(() => undefined);
  });
  const isToday = (one: WarmUpDay) => now() < one.ends;

  return {
    take: () => take(null),
    async giveBack({ day }) {
      if (day !== null) await giveBack(day);
    },
    pause: () => (usedUp !== null && isToday(usedUp) ? warmUpPause(usedUp) : null),
    async look() {
      const today = warmUpDay(from, now());
      if (today === null || (await store.taken(today.day)) < today.most) return null;
      return warmUpPause(today);
    },
  };
}

/** How many messages of digests all processes together hand over on a day (UTC, as in `2026-12-01`). */
export interface DayStore {
  /** Adds so many messages to the day, fewer where it would have more than `most`; resolves with how many. */
  take(day: string, messages: number, most: number): Promise<number>;
  giveBack(day: string, messages: number): Promise<void>;
  /** Those of the day so far. */
  taken(day: string): Promise<number>;
}

/** The right to hand over one message of a digest; null: it counts for no day. */
export type DayPermit = { day: string | null };

/** The daily limit of a domain that is new. */
export interface WarmUp {
  /** The right to one more message; null when those of the day are used up. */
  take(): Promise<DayPermit | null>;
  /** Gives back the right to a message that no server took. */
  giveBack(permit: DayPermit): Promise<void>;
  /** Why digests wait, as far as this process knows; null: they do not. */
  pause(): WarmUpPause | null;
  /** As `pause`, by what all processes have sent. */
  look(): Promise<WarmUpPause | null>;
}
