import type { Language } from '../../domain/languages/language.ts';

/** What every mail of one installation says alike. */
export type Frame = {
  /** Where Offprint is on the web, without a slash at the end, and its host as a reader would name it. */
  site: string;
  host: string;
  postalAddress: string | null;
};

/** How a mail in a language is laid out: where its lines begin and end. */
export type Layout = {
  lang: string;
  dir: 'ltr' | 'rtl';
  start: 'left' | 'right';
  end: 'left' | 'right';
};

export function layoutOf({ tag, dir }: Language): Layout {
  return dir === 'ltr'
    ? { lang: tag, dir, start: 'left', end: 'right' }
    : { lang: tag, dir, start: 'right', end: 'left' };
}
