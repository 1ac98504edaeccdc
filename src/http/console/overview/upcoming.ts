import type { Digest } from '../../../app/digests/digest-store.ts';
import type { NextWords } from '../../../app/digests/letters/words-stores.ts';
import { type Cadence, cadences } from '../../../domain/time/cadence.ts';
import type { UpcomingSlot } from '../../../domain/time/upcoming.ts';
import { type Moment, momentOf, number } from '../../forms/words.ts';
import { type PlannedRow, plannedRow } from '../digests/planned-models.ts';

/** For how far ahead the first page tells what goes out. */
export const upcomingHours = 48;

/** What goes out next, by the schedule and by plan. */
export type Upcoming = {
  hours: number;
  /** By cadence: the words that stand in its next digests, or that there are none. */
  introductions: { cadence: Cadence; href: string; isSet: boolean }[];
  sends: PlannedRow[];
  cadences: readonly string[];
  /** Readers by cadence; empty where there is none. */
  slots: { at: Moment; readers: string[] }[];
};

export function upcoming(input: {
  slots: readonly UpcomingSlot[];
  planned: readonly Digest[];
  nextWords: readonly NextWords[];
  /** Of who looks. */
  zone: string;
}): Upcoming {
  const byMoment = Map.groupBy(input.slots, ({ at }) => at.getTime());
  return {
    hours: upcomingHours,
    introductions: cadences.map((cadence) => ({
      cadence,
      href: `/admin/introductions/${cadence}`,
      isSet: input.nextWords.some((one) => one.cadence === cadence),
    })),
    sends: input.planned
      .filter(({ status }) => status === 'planned')
      .map((one) => plannedRow(one, input.zone)),
    cadences,
    slots: [...byMoment].map(([at, slots]) => ({
      at: momentOf(new Date(at), input.zone),
      readers: cadences.map((cadence) => {
        const found = slots.find((slot) => slot.cadence === cadence);
        return found === undefined ? '' : number(found.readers);
      }),
    })),
  };
}
