import type { VoteLinks } from '../../../app/links.ts';
import type { DigestMail, PaperCard } from '../../../app/mail.ts';
import { type Look, usualLook } from '../../../domain/brand/look.ts';
import { categoryName } from '../../../domain/catalogue/index.ts';
import {
  counted,
  dateInWords,
  interestsInWords,
  listed,
  numberInWords,
} from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { excerpt, shorten } from '../../../domain/papers/excerpt.ts';
import { texToText } from '../../../domain/tex/tex.ts';
import { texToHtml } from '../../../domain/tex/tex-html.ts';
import { type Frame, type Layout, layoutOf } from '../layout.ts';
import { editorsSubject, preheaderNaming, safeLine, subjectAndPreheader } from '../mail-texts.ts';
import type { Size } from '../mime/quoted-printable.ts';

/** Where a card stands: in a list without sections, first in a section, or further down in one. */
export type Place = 'alone' | 'first' | 'inner';

/** How much of a paper its card shows. */
export type Detail = 'full' | 'short' | 'title';

/** What the template's card shows of one paper. */
export type CardView = Layout & {
  /** What stands in a card's place above the first one; null: this is a card. */
  introduction: null;
  words: Language['digest'];
  /** What the section is called that begins with this card. */
  heading: string | null;
  /** Where more of the section stands; null: nowhere. */
  headingUrl: string | null;
  /** Why all papers of the list or section that begins with this card are there; null: it does not begin here. */
  sectionReason: string | null;
  /** The rank of the title among the mail's headings: under a section's it is lower. */
  level: 2 | 3;
  titleHtml: string;
  titleText: string;
  url: string;
  details: string;
  /** Less space and smaller titles. */
  compact: boolean;
  /** Where authors and reason stand: above the summary, or below it. */
  authorsFirst: boolean;
  reasonFirst: boolean;
  /** Null: the title alone. */
  body: CardBody | null;
};

type CardBody = {
  category: string | null;
  thumbnail: string | null;
  authors: string | null;
  /** Empty: none is wanted. */
  summaryHtml: string;
  summaryText: string;
  /** The editor's. */
  note: string | null;
  /** Empty: there is nothing to say that the section does not. */
  reason: string;
  vote: VoteLinks;
  code: { url: string; label: string } | null;
  project: string | null;
};

/** What of a digest differs from reader to reader, its cards and links aside. */
export type ReaderWords = {
  subject: string;
  preheader: string;
  date: string;
  count: string;
  interests: string;
};

/** Bytes of HTML in one mail: Gmail clips at 102 KB, and line ends grow on the way. */
const htmlBudget = 88_000;
/** Bytes of both parts in quoted-printable, in which a Chinese character takes nine. */
const encodedBudget = 140_000;

// Forty titles alone must fit in any script: 100 characters of nine bytes, in two parts, forty times.
const titleLength = { full: 200, short: 160, title: 100 } as const;
/** Tried one after the other, until a summary ends with a sentence. */
const summaryLengths = { full: [360, 460, 240], short: [140, 90] } as const;
const noteLength = { full: 400, short: 140 } as const;
const urlLength = 400;

/** A link that came with a paper, when it is one that a mail may carry: https, of bearable length, no user name. */
export function paperLink(url: string | null): string | null {
  const parsed = url === null ? null : URL.parse(url);
  if (parsed === null) return null;
  const { protocol, username, href } = parsed;
  return protocol === 'https:' && username === '' && href.length <= urlLength ? href : null;
}

/** The address of a repository, as `paperLink`, without query and fragment, which lead nowhere else there. */
export function codeLink(url: string | null): string | null {
  return paperLink(url)?.split(/[?#]/, 1)[0] ?? null;
}

/**
 * Where the pictures of a source's papers are. Whoever serves a picture sees who opens the mail, so those that came
 * with an import, or from a source that somebody else runs, are left out.
 */
const pictureHost = /(?:^|\.)huggingface\.co$/;

/** The address of a picture, when it is one that a mail may load. */
export function pictureLink(url: string | null): string | null {
  const link = paperLink(url);
  return link !== null && pictureHost.test(new URL(link).hostname) ? link : null;
}

/**
 * How much each of `count` cards may show so that the mail fits. The first cards keep everything as long as they
 * can: from the last card backwards summaries are shortened, and when all are short, the last cards lose all but
 * their titles. `fits` says whether a mail with these details fits; it must not fail for less when it holds for
 * more. When nothing fits, the answer is titles only.
 */
export function fitDetails(count: number, fits: (details: readonly Detail[]) => boolean): Detail[] {
  const after = (steps: number): Detail[] =>
    Array.from({ length: count }, (_, index): Detail => {
      const fromEnd = count - index;
      if (steps >= count + fromEnd) return 'title';
      return steps >= fromEnd ? 'short' : 'full';
    });
  if (fits(after(0))) return after(0);
  let low = 0;
  let high = 2 * count;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(after(middle))) high = middle;
    else low = middle;
  }
  return after(high);
}

/** Whether a digest's parts are small enough to be shown whole. */
export function isBearable(html: Size, text: Size): boolean {
  // Soft line breaks (RFC 2045, 6.7) add four in a hundred.
  const encoded = Math.ceil(html.quoted * 1.04) + Math.ceil(text.quoted * 1.04);
  return html.bytes <= htmlBudget && encoded <= encodedBudget;
}

/** What a card is made of. */
export type CardInput = {
  card: PaperCard;
  reason: string;
  vote: VoteLinks;
  place: Place;
  heading: string | null;
  headingPath: string | null;
  sectionReason: string | null;
  language: Language;
};

/**
 * The first sentences of a text, two or three as a rule; cut between words only where no sentence ends in time. The
 * lengths are those of as many lines as are usual; other numbers have as much more or less.
 */
function summaryOf(text: string, detail: 'full' | 'short', lines: number): string {
  if (lines === 0) return '';
  const share = lines / usualLook.summaryLines;
  const tried = summaryLengths[detail].map((length) =>
    excerpt(text, Math.round(length * (detail === 'short' ? Math.min(share, 1) : share))),
  );
  return tried.find((summary) => !summary.endsWith(' …')) ?? tried[0] ?? '';
}

function bodyView(input: CardInput, detail: 'full' | 'short', look: Look): CardBody {
  const { reason, vote, language } = input;
  const { paper } = input.card;
  const summary = summaryOf(safeLine(paper.summary ?? paper.abstract), detail, look.summaryLines);
  const authors = paper.authors.map((author) => shorten(safeLine(texToText(author)), 60)).filter(Boolean);
  const code = codeLink(
    paper.links.find(({ type, url }) => type === 'github' && codeLink(url) !== null)?.url ?? null,
  );
  const stars = paper.stars > 0 ? ` (${counted(paper.stars, language.stars, language)})` : '';
  return {
    category:
      paper.primaryCategory === null ? null : shorten(safeLine(categoryName(paper.primaryCategory)), 60),
    thumbnail: detail === 'full' && look.pictures ? pictureLink(paper.thumbnailUrl) : null,
    authors: authors.length === 0 ? null : listed(authors, 4, language),
    summaryHtml: texToHtml(summary),
    summaryText: texToText(summary),
    note: paper.note === null ? null : shorten(safeLine(paper.note), noteLength[detail]) || null,
    reason,
    vote,
    code: code === null ? null : { url: code, label: `${language.digest.code}${stars}` },
    project: paperLink(
      paper.links.find(({ type, url }) => type === 'project' && paperLink(url) !== null)?.url ?? null,
    ),
  };
}

/** What a card shows of a paper in the given detail; reason and heading as they are given. */
export function cardView(
  input: CardInput,
  detail: Detail,
  { site, look }: Pick<Frame, 'site' | 'look'>,
): CardView {
  const { card, place, heading, headingPath, sectionReason, language } = input;
  const title = shorten(safeLine(card.paper.title), titleLength[detail]);
  const details = `${site}/papers/${card.paper.id}`;
  return {
    ...layoutOf(language),
    introduction: null,
    words: language.digest,
    heading,
    headingUrl: headingPath === null ? null : `${site}${headingPath}`,
    sectionReason,
    level: place === 'alone' ? 2 : 3,
    titleHtml: texToHtml(title),
    titleText: texToText(title),
    url: paperLink(card.paper.url) ?? details,
    details,
    compact: look.density === 'compact',
    authorsFirst: look.order !== 'summary',
    reasonFirst: look.order === 'votes',
    body: detail === 'title' ? null : bodyView(input, detail, look),
  };
}

/** How many interests a digest lists; the rest is counted. */
const interestsShown = 6;

/**
 * The words around the cards of one reader's digest. `cards` are what it shows, in that order; it must have at
 * least one, otherwise it throws a RangeError: nobody is mailed for nothing. `said`: an editor's subject, and the
 * beginning of an introduction.
 */
export function readerWords(
  mail: Pick<DigestMail, 'date' | 'timezone' | 'interests' | 'language'>,
  cards: readonly { titleText: string; summaryText: string | null }[],
  said: { subject: string | null; preheader: string | null } = { subject: null, preheader: null },
): ReaderWords {
  const [first] = cards;
  if (first === undefined) throw new RangeError('A digest has at least one paper');
  const { language } = mail;
  const titles = cards.map(({ titleText }) => titleText);
  // Those that are only counted need no cleaning: a reader may follow hundreds.
  const interests = mail.interests.map((name, index) =>
    index < interestsShown ? shorten(safeLine(name), 80) : name,
  );
  const date = dateInWords(mail.date, mail.timezone, language);
  const { subject, preheader } =
    said.subject === null
      ? subjectAndPreheader(titles, first.summaryText || first.titleText, language)
      : {
          subject: editorsSubject(
            said.subject,
            { count: numberInWords(cards.length, language), first: first.titleText, date },
            language,
          ),
          preheader: preheaderNaming(titles, language),
        };
  return {
    subject,
    preheader: said.preheader ?? preheader,
    date,
    count: counted(cards.length, language.papers, language),
    interests: interestsInWords(interests, interestsShown, language),
  };
}
