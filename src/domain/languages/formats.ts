import { type Rhythm, type Weekday, weekdays } from '../time/cadence.ts';
import type { Counted } from './counted.ts';
import type { Language } from './language.ts';

const styles = {
  date: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  day: { weekday: 'long', day: 'numeric', month: 'long' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  weekday: { weekday: 'long' },
  shortDate: { dateStyle: 'medium' },
  shortMoment: { dateStyle: 'medium', timeStyle: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
type Style = keyof typeof styles;

type Formats = {
  number: Intl.NumberFormat;
  plural: Intl.PluralRules;
  list: Intl.ListFormat;
  /** By style and time zone; readers share a few dozen zones. */
  dates: Map<string, Intl.DateTimeFormat>;
  numbers: Map<number, string>;
  counts: Map<Counted, Map<number, string>>;
  /** For each zone the date asked for last: the mails of one digest have the same. */
  lastDates: Map<string, { time: number; words: string }>;
};

/** Making a formatter takes longer than a card. */
const known = new WeakMap<Language, Formats>();

function formatsOf(language: Language): Formats {
  const found = known.get(language);
  if (found !== undefined) return found;
  const { locale } = language;
  const made: Formats = {
    number: new Intl.NumberFormat(locale),
    plural: new Intl.PluralRules(locale),
    list: new Intl.ListFormat(locale),
    dates: new Map(),
    numbers: new Map(),
    counts: new Map(),
    lastDates: new Map(),
  };
  known.set(language, made);
  return made;
}

function formatted(instant: Date, style: Style, timezone: string, language: Language): string {
  const { dates } = formatsOf(language);
  const key = `${style} ${timezone}`;
  const format =
    dates.get(key) ?? new Intl.DateTimeFormat(language.locale, { ...styles[style], timeZone: timezone });
  dates.set(key, format);
  return format.format(instant);
}

/** "Tuesday, 24 November 2026", where the reader is. Throws a RangeError for an unknown zone. */
export function dateInWords(instant: Date, timezone: string, language: Language): string {
  const { lastDates } = formatsOf(language);
  const last = lastDates.get(timezone);
  if (last?.time === instant.getTime()) return last.words;
  const words = formatted(instant, 'date', timezone, language);
  lastDates.set(timezone, { time: instant.getTime(), words });
  return words;
}

/** "Tuesday 24 November". Throws a RangeError for an unknown zone. */
export function dayInWords(instant: Date, timezone: string, language: Language): string {
  return formatted(instant, 'day', timezone, language);
}

/** "Tuesday, 24 November 2026 at 08:00", where the reader is. Throws a RangeError for an unknown zone. */
export function momentInWords(instant: Date, timezone: string, language: Language): string {
  return language.moment({
    date: dateInWords(instant, timezone, language),
    time: formatted(instant, 'time', timezone, language),
  });
}

/** "24 Nov 2026", where the reader is. Throws a RangeError for an unknown zone. */
export function shortDate(instant: Date, timezone: string, language: Language): string {
  return formatted(instant, 'shortDate', timezone, language);
}

/** "24 Nov 2026, 08:00", where the reader is. Throws a RangeError for an unknown zone. */
export function shortMoment(instant: Date, timezone: string, language: Language): string {
  return formatted(instant, 'shortMoment', timezone, language);
}

/** "Monday". */
export function weekdayInWords(weekday: Weekday, language: Language): string {
  // 1 January 2024 was a Monday.
  const day = new Date(Date.UTC(2024, 0, 1 + weekdays.indexOf(weekday)));
  return formatted(day, 'weekday', 'UTC', language);
}

/** "daily at 08:00, Europe/Berlin"; "weekly, on Monday at 08:00, Europe/Berlin". */
export function rhythmInWords({ cadence, weekday, hour, timezone }: Rhythm, language: Language): string {
  const time = formatted(new Date(Date.UTC(2000, 0, 1, hour)), 'time', 'UTC', language);
  return language.rhythm({ cadence, weekday: weekdayInWords(weekday, language), time, timezone });
}

/** Numbers are remembered, because the same papers go to many readers; beyond so many they are forgotten. */
const mostKept = 5_000;

function kept(known: Map<number, string>, number: number, make: (number: number) => string): string {
  const found = known.get(number);
  if (found !== undefined) return found;
  if (known.size >= mostKept) known.clear();
  const made = make(number);
  known.set(number, made);
  return made;
}

/** "1,234". */
export function numberInWords(number: number, language: Language): string {
  const formats = formatsOf(language);
  return kept(formats.numbers, number, (one) => formats.number.format(one));
}

/** "1 paper", "1,234 papers". */
export function counted(count: number, forms: Counted, language: Language): string {
  const { plural, number, counts } = formatsOf(language);
  const known = counts.get(forms) ?? new Map<number, string>();
  counts.set(forms, known);
  return kept(known, count, (one) =>
    (forms[plural.select(one)] ?? forms.other).replace('{n}', number.format(one)),
  );
}

/** "A", "A and B", "A, B and C"; beyond `max` names "A, B and 5 more". */
export function listed(names: readonly string[], max: number, language: Language): string {
  return formatsOf(language).list.format(shownOf(names, max, language));
}

function shownOf(names: readonly string[], max: number, language: Language): readonly string[] {
  if (names.length <= max) return names;
  return [...names.slice(0, max - 1), counted(names.length - max + 1, language.andMore, language)];
}

const comma = /[,،、，]/u;

/**
 * "A, B and 5 more", for names that may have commas of their own: those stand with semicolons between. `more`: how
 * many are not named.
 */
export function listedTitles(titles: readonly string[], more: number, language: Language): string {
  const all = more === 0 ? titles : [...titles, counted(more, language.andMore, language)];
  // Two titles and "and" between them look like one.
  if (more === 0) return all.join('; ');
  const { list } = formatsOf(language);
  if (titles.length === 1 || !titles.some((title) => comma.test(title))) return list.format(all);
  return list
    .formatToParts(all)
    .map(({ type, value }) => (type === 'literal' ? value.replace(comma, ';') : value))
    .join('');
}

/** What is followed in a sentence; following nothing means all fields. */
export function interestsInWords(interests: readonly string[], max: number, language: Language): string {
  return interests.length === 0 ? language.allFields : listed(interests, max, language);
}

/** A phrase as it begins a line. */
export function capitalised(phrase: string, language: Language): string {
  const [first = ''] = phrase;
  return first.toLocaleUpperCase(language.locale) + phrase.slice(first.length);
}
