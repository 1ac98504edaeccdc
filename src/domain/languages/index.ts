import { longest } from '../lengths.ts';
import { german } from './de.ts';
import { english } from './en.ts';
import type { Language } from './language.ts';

/** By the tag that is kept with each subscriber. */
const languages = { en: english, de: german } as const satisfies Readonly<Record<string, Language>>;
export type LanguageTag = keyof typeof languages;
export const defaultLanguage: LanguageTag = 'en';

/** Each language under its own name, in the order in which they are offered. */
export const languageChoices: readonly { tag: LanguageTag; name: string }[] = (
  Object.keys(languages) as LanguageTag[]
).map((tag) => ({ tag, name: languages[tag].name }));

export function languageOf(tag: LanguageTag): Language {
  return languages[tag];
}

/** Whether this is a language tag by its form: `de`, `pt-BR`, `es-419`. */
export function isLanguageTag(text: string): boolean {
  return text.length <= longest.languageTag && /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(text);
}

/**
 * The known language for a tag, less and less of it being looked at (RFC 4647, 3.4): `de-AT` is `de`. Null for none.
 */
export function knownLanguage(tag: string): LanguageTag | null {
  if (!isLanguageTag(tag)) return null;
  const wanted = tag.toLowerCase();
  for (let end = wanted.length; end > 0; end = wanted.lastIndexOf('-', end - 1)) {
    const found = languageChoices.find((one) => one.tag.toLowerCase() === wanted.slice(0, end));
    if (found !== undefined) return found.tag;
  }
  return null;
}

/** The language of a tag as it was stored, perhaps by a version that had other languages. */
export function storedLanguage(tag: string): LanguageTag {
  return knownLanguage(tag) ?? defaultLanguage;
}

/** More than any browser sends. */
const mostRanges = 50;

/**
 * The language that an `Accept-Language` header (RFC 9110, 12.5.4) wants most among those that mails have; null when it
 * wants none of them.
 */
export function askedLanguage(header: string | undefined): LanguageTag | null {
  let best: { tag: LanguageTag; quality: number } | null = null;
  if (header === undefined || header.length > longest.languages) return null;
  for (const part of header.split(',', mostRanges)) {
    const [range = '', ...parameters] = part.split(';').map((one) => one.trim());
    const tag = knownLanguage(range);
    const quality = qualityOf(parameters);
    if (tag !== null && quality > (best?.quality ?? 0)) best = { tag, quality };
  }
  return best?.tag ?? null;
}

function qualityOf(parameters: readonly string[]): number {
  const given = parameters.find((one) => /^q\s*=/i.test(one));
  if (given === undefined) return 1;
  return Number(/^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i.exec(given)?.[1] ?? 0);
}
