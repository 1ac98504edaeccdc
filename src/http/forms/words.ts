import { english } from '../../domain/languages/en.ts';
import { numberInWords } from '../../domain/languages/formats.ts';

/** An instant for `<time>`: `iso` for machines, `text` for people. */
export type Moment = { iso: string; text: string };

/** 12345 as "12,345". */
export function number(value: number): string {
  return numberInWords(value, english);
}

/** "1 paper", "2,000 papers". */
export function quantity(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

const datesOfUtc = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** The calendar day in `timezone`: "24 Nov 2026". */
export function dateOf(date: Date, timezone = 'UTC'): Moment {
  // A list has one for each paper, and making a format takes longer than the rest of its card.
  const format =
    timezone === 'UTC'
      ? datesOfUtc
      : new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: timezone });
  return { iso: date.toISOString(), text: format.format(date) };
}

/** Day and time in `timezone`: "24 Nov 2026, 08:00 UTC". */
export function momentOf(date: Date, timezone = 'UTC'): Moment {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: timezone,
  });
  return { iso: date.toISOString(), text: `${format.format(date)} ${timezone}` };
}
