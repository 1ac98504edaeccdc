import type { Cadence } from './cadence.ts';
import { dayMs } from './units.ts';

/** Readers of a cadence who are due at the same moment. */
export type UpcomingSlot = { cadence: Cadence; at: Date; readers: number };

/**
 * The slots up to `until`, in their order, of when each reader is due next. Daily readers are due again a day later, to
 * the hour unless their clocks change in between.
 */
export function upcomingSlots(next: readonly UpcomingSlot[], until: Date): UpcomingSlot[] {
  const readers = new Map<string, UpcomingSlot>();
  for (const slot of next) {
    const last = slot.cadence === 'daily' ? until.getTime() : slot.at.getTime();
    for (let at = slot.at.getTime(); at <= last; at += dayMs) {
      const key = `${slot.cadence} ${at}`;
      const known = readers.get(key)?.readers ?? 0;
      readers.set(key, { ...slot, at: new Date(at), readers: known + slot.readers });
    }
  }
  return [...readers.values()]
    .filter(({ at }) => at <= until)
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.cadence.localeCompare(b.cadence));
}
