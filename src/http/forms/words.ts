// Of the console, which is in English; pages for readers say in which language.
import { english } from '../../domain/languages/en.ts';
import { numberInWords, shortDate, shortMoment } from '../../domain/languages/formats.ts';
import type { Language } from '../../domain/languages/language.ts';

/** An instant for `<time>`: `iso` for machines, `text` for people. */
export type Moment = { iso: string; text: string };

/** 12345 as "12,345", in English. */
export function number(value: number): string {
  return numberInWords(value, english);
}

/** "1 paper", "2,000 papers", in English. */
export function quantity(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** The calendar day in `timezone`: "24 Nov 2026". */
export function dateOf(date: Date, timezone = 'UTC', language: Language = english): Moment {
  return { iso: date.toISOString(), text: shortDate(date, timezone, language) };
}

/** Day and time in `timezone`: "24 Nov 2026, 08:00 UTC". */
export function momentOf(date: Date, timezone = 'UTC', language: Language = english): Moment {
  return { iso: date.toISOString(), text: `${shortMoment(date, timezone, language)} ${timezone}` };
}
