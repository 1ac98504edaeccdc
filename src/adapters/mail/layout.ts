import { type Brand, contactHref, logoPath, shownSize } from '../../domain/brand/brand.ts';
import type { Look } from '../../domain/brand/look.ts';
import type { Language } from '../../domain/languages/language.ts';
import { safeLine } from './mail-texts.ts';

/** What every mail of one installation says alike. */
export type Frame = {
  /** Where the service is on the web, without a slash at the end, and what it is called. */
  site: string;
  service: string;
  /** What a digest is called; null: as the language has it. */
  digestName: string | null;
  postalAddress: string | null;
  footLine: string | null;
  /** Whom to write to, and what that leads to. */
  contact: { text: string; href: string } | null;
  look: Look;
  /** The picture beside the name, as large as it is shown. */
  logo: { src: string; width: number; height: number } | null;
};

/** What stands at the head and at the foot of every mail. */
export type FootAndHead = Pick<Frame, 'site' | 'postalAddress' | 'footLine' | 'contact' | 'logo'> & {
  masthead: string;
  /** The same in capitals, for plain text. */
  mastheadText: string;
  contactLabel: string;
};

export function footAndHead(frame: Frame, language: Language, masthead: string): FootAndHead {
  const { site, postalAddress, footLine, contact, logo } = frame;
  return {
    site,
    postalAddress,
    footLine,
    contact,
    logo,
    masthead,
    mastheadText: masthead.toUpperCase(),
    contactLabel: language.contact,
  };
}

/** How high a logo is at most, and how wide, in pixels. */
const logoHeight = 48;
const logoWidth = 220;

/** How every mail of an installation is framed with this brand. */
export function frameOf(brand: Brand, site: string, postalAddress: string | null): Frame {
  const { logo, look, contact, footLine, digestName } = brand;
  return {
    look,
    site,
    service: safeLine(brand.name),
    digestName: digestName === null ? null : safeLine(digestName),
    postalAddress,
    footLine: footLine === null ? null : safeLine(footLine),
    contact: contact === null ? null : { text: contact, href: contactHref(contact) },
    logo:
      logo === null ? null : { src: `${site}${logoPath(logo)}`, ...shownSize(logo, logoWidth, logoHeight) },
  };
}

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
