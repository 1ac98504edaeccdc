import { readAuthor } from './author-name.ts';

export const longestQuery = 200;

/** Words that PostgreSQL's English text search leaves out (its `english.stop`, plus what apostrophes leave of them). */
const stopWords = new Set(
  `i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its
  itself they them their theirs themselves what which who whom this that these those am is are was were be been being
  have has had having do does did doing a an the and but if or because as until while of at by for with about against
  between into through during before after above below to from up down in out on off over under again further then once
  here there when where why how all any both each few more most other some such no nor not only own same so than too very
  s t can will just don should now`.split(/\s+/),
);

type Term = { text: string; negated: boolean; or: boolean };

/** The terms as `websearch_to_tsquery` reads them: words and "phrases", `-` before what must not be there, OR. */
function termsOf(query: string): Term[] {
  const found = query.matchAll(/(-?)"([^"]*)"?|(?<![^\s"])(-?)([^\s"]+)|([^\s"]+)/g);
  return [...found].map(([, minus, phrase, sign, word, glued]) => {
    const text = phrase ?? word ?? glued ?? '';
    const negated = (minus ?? '') === '-' || (sign ?? '') === '-';
    return { text, negated, or: phrase === undefined && !negated && text.toLowerCase() === 'or' };
  });
}

/** Whether the text search has something to look for in a term. */
function saysSomething({ text }: Term): boolean {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.some((word) => !stopWords.has(word));
}

/** How a search narrows what its words find. */
export type SearchField =
  | { name: 'author' | 'cat'; value: string; not: boolean }
  /** A day, month or year of Universal Time: `2026-10-01`, `2026-10`, `2026`; all of it counts. */
  | { name: 'from' | 'to'; value: string; not: false };

/** `words` in the syntax of PostgreSQL's `websearch_to_tsquery`; null: none. */
export type Search = { words: string | null; fields: SearchField[] };

const fieldNames: ReadonlyMap<string, SearchField['name']> = new Map([
  ['author', 'author'],
  ['by', 'author'],
  ['cat', 'cat'],
  ['in', 'cat'],
  ['from', 'from'],
  ['to', 'to'],
]);
/** A phrase, which holds no fields, or a field. */
const piece = /"[^"]*"?|(?<!\S)(-?)([a-z]+):(?:"([^"]*)"?|([^\s"]+))/gi;
const topicSlug = /^[a-z][\w.-]{0,99}$/i;

function tidied(typed: string): string {
  return (
    typed
      .toWellFormed()
      .replace(/[“”„«»]/g, '"')
      .replace(/[\p{Cc};\s]+/gu, ' ')
      // A dash between words would turn the next one into what must not be there.
      .replace(/(?<!\S)[-–—]+(?!\S)/gu, '')
      .replace(/ {2,}/g, ' ')
      .trim()
  );
}

/** The span of a day, month or year, up to but not including `end`; null for what is none. */
function periodOf(value: string): { start: Date; end: Date } | null {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(value) ?? [];
  if (year === undefined || Number(year) < 1900 || Number(year) > 2999) return null;
  const [y, m, d] = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)];
  const start = new Date(Date.UTC(y, m, d));
  // The 31st of a month of 30 days is the 1st of the next.
  if (start.getUTCMonth() !== m || start.getUTCDate() !== d) return null;
  const next = day !== undefined ? [y, m, d + 1] : month !== undefined ? [y, m + 1, 1] : [y + 1, 0, 1];
  return { start, end: new Date(Date.UTC(next[0] ?? y, next[1], next[2])) };
}

function readField(name: SearchField['name'], typed: string, not: boolean): SearchField | null {
  switch (name) {
    case 'author': {
      const read = readAuthor(typed);
      // TeX's quotation marks would begin a phrase.
      const value = read.ok ? tidied(read.author.replace(/["“”„«»]/g, '')) : '';
      return readAuthor(value).ok ? { name, value, not } : null;
    }
    case 'cat':
      return topicSlug.test(typed) ? { name, value: typed, not } : null;
    case 'from':
    case 'to':
      return !not && periodOf(typed) !== null ? { name, value: typed, not } : null;
  }
}

/**
 * A search as it was typed: words, "phrases", -word and OR, narrowed by `author:hinton`, `author:"Geoffrey Hinton"`,
 * `cat:cs.RO` (or `in:`; any topic's slug), `from:` and `to:` with a day, month or year. `-author:` and `-cat:` leave
 * out. Of several authors all must be there, of several topics one; the last date of its kind holds. Whatever looks
 * like a field and is none is a word. Never throws.
 */
export function parseSearch(typed: string): Search {
  const fields: SearchField[] = [];
  const takeOut = (text: string) =>
    text.replace(piece, (whole, minus?: string, name?: string, quoted?: string, bare?: string) => {
      const known = fieldNames.get(name?.toLowerCase() ?? '');
      const field =
        known === undefined ? null : readField(known, (quoted ?? bare ?? '').trim(), minus === '-');
      if (field === null) return whole;
      fields.push(field);
      return ' ';
    });
  let rest = tidied(typed);
  // Where one was taken out, another may begin.
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = tidied(takeOut(rest));
  }
  // OR beside a field that was taken out has nothing to choose from.
  const words = fields.length === 0 ? rest : rest.replace(/^(?:or(?:\s+|$))+|(?:\s+or)+$/gi, '');
  // Beside a field, words that the text search leaves out ask for nothing, and a phrase that is never closed ends.
  const empty = fields.length === 0 ? words === '' : !termsOf(words).some(saysSomething);
  const end = fields.length > 0 && words.split('"').length % 2 === 0 ? '"' : '';
  return { words: empty ? null : `${words}${end}`, fields: withoutRepeats(fields) };
}

function withoutRepeats(fields: readonly SearchField[]): SearchField[] {
  const key = (field: SearchField) =>
    field.name === 'from' || field.name === 'to' ? field.name : formatField(field).toLowerCase();
  return [...new Map(fields.map((field) => [key(field), field])).values()];
}

function formatField({ name, value, not }: SearchField): string {
  return `${not ? '-' : ''}${name}:${/\s/.test(value) ? `"${value}"` : value}`;
}

/** A search in the one way in which `parseSearch` reads the same again. */
export function formatSearch({ words, fields }: Search): string {
  return [...(words === null ? [] : [words]), ...fields.map(formatField)].join(' ');
}

/** Without one of its fields. */
export function withoutField(search: Search, field: SearchField): Search {
  return { ...search, fields: search.fields.filter((one) => one !== field) };
}

/** A search that goes on being true: without dates, which a reader who follows it would outlive. */
export function withoutDates(search: Search): Search {
  return { ...search, fields: search.fields.filter(({ name }) => name !== 'from' && name !== 'to') };
}

/** Between which instants papers must have been submitted: from `from` on, before `before`; null: no bound. */
export function searchedSpan({ fields }: Search): { from: Date | null; before: Date | null } {
  const period = (name: 'from' | 'to') => {
    const value = fields.find((field) => field.name === name)?.value;
    return value === undefined ? null : periodOf(value);
  };
  return { from: period('from')?.start ?? null, before: period('to')?.end ?? null };
}

/** The words that are looked for, in a row; those that must not be there left out. */
export function soughtWords({ words }: Search): string {
  return termsOf(words ?? '')
    .filter(({ negated, or }) => !negated && !or)
    .map(({ text }) => text)
    .join(' ');
}

/**
 * A keyword query as a reader typed it, tidied; or what is wrong with it, in words. What is accepted has an author or a
 * topic, or else, on each side of every OR, a word that must be there: a query without one would match nearly
 * everything. It has no dates.
 */
export function readQuery(
  typed: string,
  longest = longestQuery,
): { ok: true; query: string } | { ok: false; message: string } {
  const search = parseSearch(typed);
  const query = search.fields.length === 0 ? tidied(typed) : formatSearch(search);
  if (query.length > longest) return { ok: false, message: `a search has at most ${longest} characters` };
  if (search.fields.some(({ name }) => name === 'from' || name === 'to'))
    return {
      ok: false,
      message: `"${query}" has a date; a search that is followed looks at new papers only`,
    };
  const narrowed = search.fields.some(({ not }) => !not);
  const sides: Term[][] = [[]];
  for (const term of termsOf(search.words ?? '')) {
    if (term.or) sides.push([]);
    else sides.at(-1)?.push(term);
  }
  const isLacking = (side: Term[]) => !side.some((term) => !term.negated && saysSomething(term));
  if (narrowed && (search.words === null || sides.length === 1)) return { ok: true, query };
  if (sides.every(isLacking))
    return {
      ok: false,
      message: `"${query}" has no word to look for; one that must not be there is not enough`,
    };
  if (sides.some(isLacking)) return { ok: false, message: `"${query}" lacks a word to look for beside OR` };
  return { ok: true, query };
}
