import { shorten } from '../../domain/excerpt.ts';
import type { Rhythm } from '../../domain/subscriber.ts';

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter takes longer than a card; readers share a few dozen time zones. */
function formatterFor(timezone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timezone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formatters.set(timezone, formatter);
  }
  return formatter;
}

function partsOf(instant: Date, timezone: string): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = formatterFor(timezone).formatToParts(instant);
  return (type) => parts.find((part) => part.type === type)?.value ?? '';
}

/** For each zone the date asked for last: the mails of one digest have the same. */
const lastDates = new Map<string, { time: number; words: string }>();

/** "Tuesday 24 November 2026", where the reader is. Throws a RangeError for an unknown zone. */
export function dateInWords(instant: Date, timezone: string): string {
  const last = lastDates.get(timezone);
  if (last?.time === instant.getTime()) return last.words;
  const part = partsOf(instant, timezone);
  const words = `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}`;
  lastDates.set(timezone, { time: instant.getTime(), words });
  return words;
}

/** "Tuesday 24 November 2026 at 08:00", where the reader is. Throws a RangeError for an unknown zone. */
export function momentInWords(instant: Date, timezone: string): string {
  const part = partsOf(instant, timezone);
  return `${dateInWords(instant, timezone)} at ${part('hour')}:${part('minute')}`;
}

const days = { daily: '', weekly: ', on Monday', monthly: ', on the 1st' } as const;

/** "daily at 08:00, Europe/Berlin"; "weekly, on Monday at 08:00, Europe/Berlin". */
export function rhythmInWords(rhythm: Rhythm): string {
  return `${rhythm.cadence}${days[rhythm.cadence]} at ${String(rhythm.hour).padStart(2, '0')}:00, ${rhythm.timezone}`;
}

/** A phrase as it begins a line. */
export function capitalised(phrase: string): string {
  const [first = ''] = phrase;
  return first.toLocaleUpperCase('en') + phrase.slice(first.length);
}

/** "1 paper", "1,234 papers". */
export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** "A", "A and B", "A, B and C"; beyond `max` names "A, B and 5 more". */
export function joined(names: readonly string[], max: number): string {
  const shown =
    names.length > max ? [...names.slice(0, max - 1), `${names.length - max + 1} more`] : [...names];
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** What is followed in a sentence; following nothing means all fields. */
export function interestsInWords(interests: readonly string[], max: number): string {
  return interests.length === 0 ? 'all fields' : joined(interests, max);
}

/**
 * One line of text without control characters and without the marks that turn the direction of what comes
 * after them: a title must not break a header or mirror its neighbours.
 */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/[\s\p{Cc}]{2,}|[^\S ]|\p{Cc}/gu, ' ')
    .trim();
}

/** A line that is written from right to left, kept from reordering the words around it (Unicode UAX #9, 2.5). */
function isolated(text: string): string {
  return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u.test(text)
    ? `\u2068${text}\u2069`
    : text;
}

const subjectLength = 90;
const preheaderLength = 140;

/** The part of a title before the colon where that is a name, else the title. */
function nameOf(title: string): string {
  const name = title.split(': ', 1)[0] ?? '';
  return name.length >= 4 && name.length <= 44 ? name : title;
}

/**
 * A digest's subject and the line that mail programs show after it. The subject names the first two of `titles`
 * when both fit into 90 characters, else the first alone; the preheader goes on with the next ones, or with
 * `opening` when all are named.
 */
export function subjectAndPreheader(
  titles: readonly string[],
  opening: string,
): { subject: string; preheader: string } {
  const [first = '', second] = titles;
  const more = (named: number) => (titles.length > named ? `, and ${titles.length - named} more` : '');
  const pair =
    second === undefined ? null : `${isolated(nameOf(first))}; ${isolated(nameOf(second))}${more(2)}`;
  const named = pair !== null && pair.length <= subjectLength ? 2 : 1;
  const alone = () => {
    const room = subjectLength - more(1).length - 2;
    return `${isolated(first.length <= room ? first : shorten(nameOf(first), room))}${more(1)}`;
  };
  const next = titles.slice(named, named + 5).map((title) => isolated(shorten(nameOf(title), 50)));
  return {
    subject: named === 2 && pair !== null ? pair : alone(),
    preheader:
      next.length > 0 ? shorten(next.join(' · '), preheaderLength) : shorten(opening, preheaderLength),
  };
}

/** Columns of a mail's plain text. */
const textWidth = 72;

/**
 * Each line of a plain text broken into lines of at most 72 UTF-16 units where words allow it. A line without
 * spaces, such as an address, stays whole.
 */
export function wrappedLines(text: string): string {
  const lines: string[] = [];
  for (const source of text.split('\n')) {
    let line = '';
    for (const word of source.trimEnd().split(' ')) {
      if (line !== '' && line.length + 1 + word.length > textWidth) {
        lines.push(line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    lines.push(line);
  }
  return lines.join('\n');
}

/** Never more than one empty line. */
export function closedUp(text: string): string {
  return text.replace(/\n{3,}/g, '\n\n');
}

/** A plain text as a mail shows it: wrapped, paragraphs one empty line apart, one line break at the end. */
export function wrapped(text: string): string {
  return `${closedUp(wrappedLines(text)).trim()}\n`;
}
