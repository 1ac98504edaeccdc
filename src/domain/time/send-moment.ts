import type { FieldError } from '../errors.ts';
import { dayMs } from './units.ts';
import { instantOf } from './zone.ts';

/** How far ahead a send can be planned. */
export const furthestDays = 366;

/** What is wrong with the moment for which a send is planned. */
export function wrongSendAt(sendAt: Date, now: Date): FieldError[] {
  const refused = (message: string): FieldError[] => [{ field: 'sendAt', message }];
  const ahead = sendAt.getTime() - now.getTime();
  if (Number.isNaN(ahead)) return refused('is not a date and time');
  if (ahead <= 0) return refused('has gone by already: choose a moment that is still to come');
  if (ahead > furthestDays * dayMs) return refused('is more than a year ahead');
  return [];
}

/** A clock's reading as a form has it (HTML, datetime-local), at most as long as that. */
const reading = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::00)?$/;

/** The instant at which clocks in `zone` read `typed`; null when that is no date and time. Throws as `instantOf`. */
export function momentIn(typed: string, zone: string): Date | null {
  const found = typed.length > 20 ? null : reading.exec(typed);
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found.slice(1).map(Number);
  const isDay = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
  if (year < 100 || month < 1 || month > 12 || !isDay || hour > 23 || minute > 59) return null;
  return instantOf({ year, month, day, hour, minute }, zone);
}
