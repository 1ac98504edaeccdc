import { dayMs, hourMs } from '../../../domain/time/units.ts';
import { localTime } from '../../../domain/time/zone.ts';

// The days of arXiv's feeds: they are rebuilt at midnight in New York, from Monday to Friday.

/** A day of New York's calendar, by its number since 1 January 1970. */
export type FeedDay = number;

/** By then the feeds have been rebuilt. */
const rebuiltHour = 3;
const newYork = 'America/New_York';

export function feedDay(instant: Date): FeedDay {
  const local = localTime(instant, newYork);
  return Date.UTC(local.year, local.month - 1, local.day) / dayMs;
}

export const dateOfFeedDay = (day: FeedDay): Date => new Date(day * dayMs);
export const feedDayOfDate = (date: Date): FeedDay => Math.floor(date.getTime() / dayMs);

/** Whether the feeds of the day that it is in New York must be there. */
export function isRebuilt(now: Date): boolean {
  return localTime(now, newYork).hour >= rebuiltHour;
}

/** On how many days after `last` and up to `day` feeds have papers, were there no holidays. */
export function announcementDays(last: FeedDay, day: FeedDay): number {
  let count = 0;
  // A year is as good as forever.
  for (let one = Math.max(last + 1, day - 366); one <= day; one++) {
    const weekday = dateOfFeedDay(one).getUTCDay();
    if (weekday !== 0 && weekday !== 6) count++;
  }
  return count;
}

/**
 * Whether a whole feed came and went between two visits: a visit in the hour after midnight may still have seen the
 * day before's.
 */
export function announcementMissed(since: Date, now: Date): boolean {
  return feedDay(now) - feedDay(new Date(since.getTime() - hourMs)) > 1;
}

export function feedDayInWords(day: FeedDay): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(dateOfFeedDay(day));
}
