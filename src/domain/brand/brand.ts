import type { FieldError } from '../errors.ts';
import { isLanguageTag, knownLanguage, type LanguageTag } from '../languages/index.ts';
import { oneLine } from '../one-line.ts';
import { readColour } from './accent.ts';
import { type Look, usualLook } from './look.ts';

/** What an owner has said of how the service presents itself; null: nothing, so what stands in its place holds. */
export type BrandSettings = {
  /** Null: the name in MAIL_FROM. */
  name: string | null;
  /** `#rrggbb`. */
  accent: string | null;
  /** A line below pages and mails. */
  footLine: string | null;
  /** A mail address, or the address of a web page. */
  contact: string | null;
  /** Markdown. */
  about: string | null;
  privacy: string | null;
  ranking: string | null;
  /** Of readers who say nothing of theirs. */
  language: LanguageTag | null;
  /** What a digest is called, without an article: "Morning Papers". */
  digestName: string | null;
};

/** A picture that stands beside the name; `hash` changes with its content. Width and height in pixels. */
export type Logo = { hash: string; width: number; height: number };

/** How the service presents itself: `version` changes with anything of it. */
export type Brand = Omit<BrandSettings, 'name'> & {
  name: string;
  logo: Logo | null;
  look: Look;
  version: string;
};

/** The longest that is kept of each text, in UTF-16 units. */
export const longestInBrand = {
  name: 60,
  digestName: 60,
  footLine: 200,
  contact: 254,
  about: 20_000,
  privacy: 20_000,
  ranking: 20_000,
} as const;

export const brandFields = [
  'name',
  'digestName',
  'accent',
  'footLine',
  'contact',
  'language',
  'about',
  'privacy',
  'ranking',
] as const;
export type BrandField = (typeof brandFields)[number];

/** What the software is called, and the service where nobody says otherwise. */
const softwareName = 'Offprint';

/** A host, with or without a port, or an address: no name that people would know anything by. */
const hostLike = /^(?:localhost|[\w-]+(?:\.[\w-]+)+|\[[\da-f:.]+\])(?::\d+)?$/i;

/** The name of a service that has none set, from the name in MAIL_FROM; a bare host is never one. */
export function usualName(sender: string): string {
  const name = oneLine(sender.slice(0, 1_000)).slice(0, longestInBrand.name).trim();
  return name === '' || hostLike.test(name) || name.includes('@') ? softwareName : name;
}

/** What a contact's address leads to: a page, or a new mail. */
export function contactHref(contact: string): string {
  return /^https?:\/\//i.test(contact.slice(0, 10)) ? contact : `mailto:${encodeURI(contact.toWellFormed())}`;
}

/** Where a logo is; another one has another address. */
export function logoPath({ hash }: Logo): string {
  return `/brand/${hash}/logo.png`;
}

/** The size in which a picture fits into a place, in pixels; never larger than it is. */
export function shownSize(
  { width, height }: Pick<Logo, 'width' | 'height'>,
  mostWidth: number,
  mostHeight: number,
): { width: number; height: number } {
  const scale = Math.min(1, mostWidth / width, mostHeight / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The brand of an installation that has nothing set; `sender` is the name in MAIL_FROM. */
export function usualBrand(sender: string): Brand {
  const nothing = {
    accent: null,
    footLine: null,
    contact: null,
    about: null,
    privacy: null,
    ranking: null,
    language: null,
  };
  const look = usualLook;
  return { ...nothing, digestName: null, name: usualName(sender), logo: null, look, version: '0' };
}

function isContact(text: string): boolean {
  if (/^https?:\/\//i.test(text))
    return /^[\x21-\x7e]+$/.test(text) && !/[<>"]/.test(text) && URL.canParse(text);
  return /^[^\s@<>,;:"()[\]\\?&%]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}$/.test(text);
}

/** Several lines, without control characters. */
function severalLines(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[[\p{Cc}]--[\n\t]]/gv, '')
    .trim();
}

/** Reads what was typed into the fields, an empty one being null; tells every field that is wrong. */
export function readBrand(typed: Readonly<Record<BrandField, string>>): {
  settings: BrandSettings;
  errors: FieldError[];
} {
  const errors: FieldError[] = [];
  const wrong = (field: BrandField, message: string) => {
    errors.push({ field, message });
    return null;
  };
  const text = (field: keyof typeof longestInBrand, tidy: (text: string) => string) => {
    const most = longestInBrand[field];
    // With the ends of lines as browsers send them.
    if (typed[field].length > 2 * most) return wrong(field, `must have at most ${most} characters`);
    const value = tidy(typed[field].toWellFormed());
    if (value.length > most) return wrong(field, `must have at most ${most} characters`);
    return value === '' ? null : value;
  };
  const name = text('name', oneLine);
  const contact = text('contact', oneLine);
  const colour = typed.accent.trim();
  const language = typed.language.trim();
  const settings: BrandSettings = {
    name: name?.includes('@') === true ? wrong('name', 'must be a name, not an address') : name,
    digestName: text('digestName', oneLine),
    accent:
      colour === '' ? null : (readColour(colour) ?? wrong('accent', 'must be a colour such as #0a5f6b')),
    footLine: text('footLine', oneLine),
    contact:
      contact === null || isContact(contact)
        ? contact
        : wrong('contact', 'must be a mail address or the https address of a page'),
    language:
      language === ''
        ? null
        : ((isLanguageTag(language) ? knownLanguage(language) : null) ??
          wrong('language', 'must be one of the languages that mails have')),
    about: text('about', severalLines),
    privacy: text('privacy', severalLines),
    ranking: text('ranking', severalLines),
  };
  return { settings, errors };
}
