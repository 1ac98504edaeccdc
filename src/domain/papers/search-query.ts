import { cut, longest } from '../lengths.ts';
import { nameWords, readAuthor } from './author-name.ts';
import { stopWords } from './search-words.ts';

/** So many things narrow a search; each is a condition that the database looks at for many papers. */
const mostFields = 5;

/** A word or a "phrase" of a search, with `-` before it when it must not be there; or OR. */
export type Term = { text: string; negated: boolean; or: boolean; quoted: boolean };

/** The terms as PostgreSQL's `websearch_to_tsquery` reads them: words, "phrases", `-word` and OR. */
export function termsOf(query: string): Term[] {
  const found = cut(query, longest.topicQuery).matchAll(/(-?)"([^"]*)"?|(?<![^\s"])(-?)([^\s"]+)|([^\s"]+)/g);
  return [...found].map(([, minus, phrase, sign, word, glued]) => {
    const text = phrase ?? word ?? glued ?? '';
    const negated = (minus ?? '') === '-' || (sign ?? '') === '-';
    const quoted = phrase !== undefined;
    return { text, negated, or: !quoted && !negated && text.toLowerCase() === 'or', quoted };
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

/** `words` in the syntax that `wordQuery` reads; null: none. */
export type Search = { words: string | null; fields: SearchField[] };

const fieldNames: ReadonlyMap<string, SearchField['name']> = new Map([
  ['author', 'author'],
  ['by', 'author'],
  ['cat', 'cat'],
  ['in', 'cat'],
  ['from', 'from'],
  ['to', 'to'],
]);
/** What may begin where a word does; other words and phrases, which hold no fields. */
const fieldForm = /(-?)([a-z]+):(?:"([^"]*)"?|([^\s"]+))/iy;
const otherPiece = /\s+|"[^"]*"?|[^\s"]+/y;
/** Of an alphabet, unlike 李: it stands for every name that begins with it. */
const initial = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]$/u;
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
      const words = nameWords(value);
      // Nothing but initials would be looked for among nearly all names.
      const named = words.length === 1 || words.some((word) => !initial.test(word));
      return named && readAuthor(value).ok ? { name, value, not } : null;
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
 * like a field and is none is a word, as is an author of whom there are but initials. Of more than five fields the
 * first five count. Never throws; in a text longer than any search nothing is looked for.
 */
export function parseSearch(typed: string): Search {
  const { words, fields } = parsed(typed);
  return { words, fields: fields.slice(0, mostFields) };
}

/** As `parseSearch`, with every field. */
function parsed(typed: string): Search {
  if (typed.length > longest.topicQuery) return { words: null, fields: [] };
  const { rest, fields } = withoutFields(tidied(typed));
  // OR beside a field that was taken out has nothing to choose from.
  const words = fields.length === 0 ? rest : withoutOuterOr(rest);
  // Beside a field, words that the text search leaves out ask for nothing, and a phrase that is never closed ends.
  const empty = fields.length === 0 ? words === '' : !termsOf(words).some(saysSomething);
  const end = fields.length > 0 && words.split('"').length % 2 === 0 ? '"' : '';
  return { words: empty ? null : `${words}${end}`, fields: withoutRepeats(fields) };
}

/** Takes the fields out of a text, from its beginning to its end. Where one was, another may begin. */
function withoutFields(text: string): { rest: string; fields: SearchField[] } {
  const fields: SearchField[] = [];
  let rest = '';
  let begins = true;
  for (let at = 0; at < text.length; ) {
    fieldForm.lastIndex = at;
    otherPiece.lastIndex = at;
    const found: RegExpExecArray | null = begins ? fieldForm.exec(text) : null;
    const whole: string = (found ?? otherPiece.exec(text))?.[0] ?? text.slice(at);
    const field: SearchField | null = found === null ? null : fieldOf(found);
    if (field !== null) fields.push(field);
    rest += field === null ? whole : ' ';
    begins = field !== null || /^\s/.test(whole);
    at += whole.length;
  }
  return { rest: tidied(rest), fields };
}

function fieldOf([, minus, name = '', quoted, bare]: RegExpExecArray): SearchField | null {
  const known = fieldNames.get(name.toLowerCase());
  return known === undefined ? null : readField(known, (quoted ?? bare ?? '').trim(), minus === '-');
}

/** Without OR at either end of a tidied text. */
function withoutOuterOr(text: string): string {
  const words = text.split(' ');
  const isOr = (word: string | undefined) => word?.toLowerCase() === 'or';
  let start = 0;
  let end = words.length;
  while (start < end && isOr(words[start])) start++;
  while (end > start && isOr(words[end - 1])) end--;
  return words.slice(start, end).join(' ');
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

/** The same search with other words, as `parseSearch` reads it. */
export function withWords(search: Search, words: string): string {
  return formatSearch({ ...search, words: cut(words, longest.topicQuery) });
}

/** The words and phrases that must or may be there, in a row. */
export function soughtWords(words: string): string {
  return termsOf(words)
    .filter(({ negated, or }) => !negated && !or)
    .map(({ text }) => text)
    .join(' ');
}

/** A search for just these words, each in quotation marks, so that none is taken for a slip of the pen. */
export function exactSearch(typed: string): string {
  const search = parseSearch(typed);
  const words = termsOf(search.words ?? '').map(({ text }) => `"${text}"`);
  return formatSearch({ ...search, words: words.length === 0 ? null : words.join(' ') });
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

/**
 * A keyword query as a reader typed it, tidied; or what is wrong with it, in words. What is accepted has an author or a
 * topic, or else, on each side of every OR, a word that must be there: a query without one would match nearly
 * everything. It has no dates.
 */
export function readQuery(
  typed: string,
  most: number = longest.query,
): { ok: true; query: string } | { ok: false; message: string } {
  if (typed.length > longest.topicQuery)
    return { ok: false, message: `a search has at most ${most} characters` };
  const search = parsed(typed);
  const query = search.fields.length === 0 ? tidied(typed) : formatSearch(search);
  if (query.length > most) return { ok: false, message: `a search has at most ${most} characters` };
  if (search.fields.length > mostFields)
    return { ok: false, message: `a search has at most ${mostFields} of author:, cat:, from: and to:` };
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
