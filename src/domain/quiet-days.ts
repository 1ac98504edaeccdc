import { quietNote } from './arxiv-calendar.ts';
import type { Cadence } from './cadence.ts';

const day = 86_400_000;
/**
 * Days without a mail after which a reader who wants notes gets one: longer than a weekend's silence for daily readers,
 * two slots for the others. A note counts as a mail, so that it does not come each day.
 */
const silence: Readonly<Record<Cadence, number>> = { daily: 3, weekly: 14, monthly: 59 };
/** A slot may come an hour earlier by the clock of the world where clocks are put forward. */
const leeway = 2 * 3_600_000;

/** Whether a reader for whom there is nothing new is told so. `silentSince`: null for one who does not want that. */
export function noteIsDue(silentSince: Date | null, cadence: Cadence, asOf: Date): boolean {
  if (silentSince === null) return false;
  return asOf.getTime() - silentSince.getTime() >= silence[cadence] * day - leeway;
}

export type Silence = { interests: readonly string[]; since: Date; asOf: Date; timezone: string };

/** "Nothing new in Robotics and 2 more since Tuesday 17 November.", and why, when arXiv announced nothing meanwhile. */
export function silenceInWords({ interests, since, asOf, timezone }: Silence): string {
  const from = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: timezone,
  }).format(since);
  const reason = quietNote(since, asOf);
  return `Nothing new in ${named(interests)} since ${from}.${reason === null ? '' : ` ${reason}.`}`;
}

function named([first, second, ...more]: readonly string[]): string {
  if (first === undefined) return 'any field';
  if (second === undefined) return first;
  return more.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${more.length} more`;
}
