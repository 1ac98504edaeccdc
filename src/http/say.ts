import Handlebars from 'handlebars';
import { escapeHtml } from '../domain/tex/tex-html.ts';
import type { Moment } from './forms/words.ts';

/**
 * What a text of the language files can have in it: `{name}` for a value, `[words](name)` for a link, `*words*` for
 * what stands out and a pair of backticks for what is typed as it is. No HTML: that is made here, and everything else
 * is escaped.
 */
const marks =
  /\{(?<value>\w+)\}|\[(?<words>[^\][]*)\]\((?<link>\w+)\)|\*(?<strong>[^*]+)\*|`(?<code>[^`]+)`/g;

/** The names of what a text has places for, of values and of links, each once. */
export function placesIn(text: string): string[] {
  const names = [...text.matchAll(marks)].flatMap(({ groups = {} }) => [
    ...[groups['value'], groups['link']].filter((name) => name !== undefined),
    ...placesIn(groups['words'] ?? groups['strong'] ?? groups['code'] ?? ''),
  ]);
  return [...new Set(names)];
}

function isMoment(value: unknown): value is Moment {
  return typeof value === 'object' && value !== null && 'iso' in value && 'text' in value;
}

function htmlOf(name: string, value: unknown): string {
  if (value instanceof Handlebars.SafeString) return value.toString();
  if (isMoment(value)) return `<time datetime="${escapeHtml(value.iso)}">${escapeHtml(value.text)}</time>`;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  throw new Error(`a text has a place for ${name}, and nothing was given for it`);
}

/** A text of the language files as HTML, with the values and the addresses of links put in their places. */
export function htmlOfText(text: string, given: Readonly<Record<string, unknown>>): string {
  let html = '';
  let at = 0;
  for (const { 0: whole, index, groups = {} } of text.matchAll(marks)) {
    html += escapeHtml(text.slice(at, index));
    at = index + whole.length;
    const { value, words = '', link, strong, code } = groups;
    if (value !== undefined) html += htmlOf(value, given[value]);
    else if (link !== undefined)
      html += `<a href="${htmlOf(link, given[link])}">${htmlOfText(words, given)}</a>`;
    else if (code !== undefined) html += `<code>${htmlOfText(code, given)}</code>`;
    else html += `<strong>${htmlOfText(strong ?? '', given)}</strong>`;
  }
  return html + escapeHtml(text.slice(at));
}

/** A text whose places are filled, in plain words: for titles, and whatever is escaped where it stands. */
export function filled(text: string, given: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = given[name];
    if (value === undefined) throw new Error(`a text has a place for ${name}, and nothing was given for it`);
    return String(value);
  });
}

/** What templates may call beside Handlebars' own helpers. */
export const textHelpers = {
  /** `{{say @t.home.other topics="/topics"}}` */
  say: (text: string, { hash }: { hash: Record<string, unknown> }) =>
    new Handlebars.SafeString(htmlOfText(text, hash)),
  /** The forms of a text that counts, for a script to choose from: `data-forms="{{forms @t.filter.found}}"`. */
  forms: (counted: object) => JSON.stringify(counted),
};
