import { dateInWords, dayInWords, listed } from '../languages/formats.ts';
import type { Language } from '../languages/language.ts';
import { announcementZone, type QuietStretch, quietStretch } from '../time/arxiv-calendar.ts';
import type { Cadence } from '../time/cadence.ts';
import { dayMs, hourMs } from '../time/units.ts';

/**
 * Days without a mail after which a reader who wants notes gets one: longer than a weekend's silence for daily readers,
 * two slots for the others. A note counts as a mail, so that it does not come each day.
 */
const silence: Readonly<Record<Cadence, number>> = { daily: 3, weekly: 14, monthly: 59 };
/** A slot may come an hour earlier by the clock of the world where clocks are put forward. */
const leeway = 2 * hourMs;

/** Whether a reader for whom there is nothing new is told so. `silentSince`: null for one who does not want that. */
export function noteIsDue(silentSince: Date | null, cadence: Cadence, asOf: Date): boolean {
  if (silentSince === null) return false;
  return asOf.getTime() - silentSince.getTime() >= silence[cadence] * dayMs - leeway;
}

export type Silence = { interests: readonly string[]; since: Date; asOf: Date; timezone: string };

/** How many interests the note names; the rest is counted. */
const interestsShown = 3;

/** "Nothing new in Robotics and 2 more since Tuesday 17 November.", and why, when arXiv announced nothing meanwhile. */
export function silenceInWords({ interests, since, asOf, timezone }: Silence, language: Language): string {
  const nothing = language.quiet.nothingNew({
    interests: interests.length === 0 ? null : listed(interests, interestsShown, language),
    since: dayInWords(since, timezone, language),
  });
  const quiet = quietStretch(since, asOf);
  return quiet === null ? nothing : `${nothing} ${whyInWords(quiet, language)}`;
}

/** Days of arXiv's announcements are New York's. */
function whyInWords(quiet: QuietStretch, language: Language): string {
  const day = (instant: Date) => dateInWords(instant, announcementZone, language);
  const next = day(quiet.next);
  switch (quiet.kind) {
    case 'holiday':
      return language.quiet.holiday({ day: day(quiet.day), next });
    case 'weekend':
      return language.quiet.weekend({ next });
    case 'silent':
      return language.quiet.silent({ since: day(quiet.last), next });
  }
}
