import { type WarmUpDay, warmUpDay, warmUpPause } from '../domain/warm-up.ts';
import { coalesce } from './coalesce.ts';
import type { Clock, DayPermit, DayStore, WarmUp } from './ports.ts';

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
