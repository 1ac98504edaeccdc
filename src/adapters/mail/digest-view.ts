import type { DigestMail, PaperCard, ReaderLinks } from '../../app/ports.ts';
import { excerpt, shorten } from '../../domain/excerpt.ts';
import { texToText } from '../../domain/tex.ts';
import { texToHtml } from '../../domain/tex-html.ts';
import {
  capitalised,
  counted,
  dateInWords,
  joined,
  oneLine,
  subjectAndPreheader,
  topicsInWords,
} from './words.ts';

/** What every mail of one installation says alike. */
export type Frame = {
  /** Where Offprint is on the web, without a slash at the end, and its host as a reader would name it. */
  site: string;
  host: string;
  postalAddress: string | null;
};

/** How much of a paper its card shows. */
export type Detail = 'full' | 'short' | 'title';

type CardView = {
  titleHtml: string;
  titleText: string;
  url: string;
  details: string;
  /** Null: the title alone. */
  body: CardBody | null;
};

type CardBody = {
  category: string | null;
  thumbnail: string | null;
  authors: string | null;
  summaryHtml: string;
  summaryText: string;
  reason: string;
  code: { url: string; label: string } | null;
  project: string | null;
};

export type DigestView = Frame & {
  subject: string;
  preheader: string;
  date: string;
  count: string;
  cadence: string;
  topics: string;
  links: ReaderLinks;
  cards: CardView[];
};

/** Bytes of HTML in one mail: Gmail clips at 102 KB, and line ends grow on the way. */
const htmlBudget = 88_000;
/** Bytes of both parts in quoted-printable, in which a Chinese character takes nine. */
const encodedBudget = 140_000;

// Forty titles alone must fit in any script: 100 characters of nine bytes, in two parts, forty times.
const titleLength = { full: 300, short: 240, title: 100 } as const;
const summaryLength = { full: 360, short: 140 } as const;
const urlLength = 400;

/** A link that came with a paper, when it is one that a mail may carry: https, of bearable length, no user name. */
export function paperLink(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { protocol, username, href } = new URL(url);
  return protocol === 'https:' && username === '' && href.length <= urlLength ? href : null;
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

/** Bytes of a text in quoted-printable (RFC 2045, 6.7), soft line breaks included. */
function encodedLength(text: string): number {
  let length = 0;
  for (const byte of Buffer.from(text)) length += byte > 126 || byte === 61 ? 3 : 1;
  return Math.ceil(length * 1.04);
}

/** Whether a digest's parts are small enough to be shown whole. */
export function isBearable(parts: { html: string; text: string }): boolean {
  return (
    Buffer.byteLength(parts.html) <= htmlBudget &&
    encodedLength(parts.html) + encodedLength(parts.text) <= encodedBudget
  );
}

function bodyView({ paper, reason }: PaperCard, detail: 'full' | 'short'): CardBody {
  const summary = excerpt(oneLine(paper.summary ?? paper.abstract), summaryLength[detail]);
  const authors = paper.authors.map((author) => shorten(oneLine(texToText(author)), 80)).filter(Boolean);
  const code = paperLink(
    paper.links.find(({ type, url }) => type === 'github' && paperLink(url) !== null)?.url ?? null,
  );
  const stars = paper.stars > 0 ? ` (${counted(paper.stars, 'star', 'stars')})` : '';
  return {
    category: paper.primaryCategory === null ? null : shorten(oneLine(paper.primaryCategory), 40),
    thumbnail: detail === 'full' ? paperLink(paper.thumbnailUrl) : null,
    authors: authors.length === 0 ? null : joined(authors, 4),
    summaryHtml: texToHtml(summary),
    summaryText: texToText(summary),
    reason: capitalised(shorten(oneLine(reason), 200)),
    code: code === null ? null : { url: code, label: `Code${stars}` },
    project: paperLink(
      paper.links.find(({ type, url }) => type === 'project' && paperLink(url) !== null)?.url ?? null,
    ),
  };
}

function cardView(card: PaperCard, detail: Detail, frame: Frame): CardView {
  const title = shorten(oneLine(card.paper.title), titleLength[detail]);
  const details = `${frame.site}/papers/${card.paper.id}`;
  return {
    titleHtml: texToHtml(title),
    titleText: texToText(title),
    url: paperLink(card.paper.url) ?? details,
    details,
    body: detail === 'title' ? null : bodyView(card, detail),
  };
}

/**
 * Makes what the templates show of a digest with each paper in the given detail; without `details` all in full.
 * The digest must have at least one paper, otherwise it throws a RangeError: nobody is mailed for nothing.
 */
export function digestView(mail: DigestMail, frame: Frame, details: readonly Detail[]): DigestView {
  const cards = mail.papers.map((card, index) => cardView(card, details[index] ?? 'full', frame));
  const [first] = cards;
  if (first === undefined) throw new RangeError('A digest has at least one paper');
  const titles = cards.map(({ titleText }) => titleText);
  return {
    ...frame,
    ...subjectAndPreheader(titles, first.body?.summaryText ?? first.titleText),
    date: dateInWords(mail.date, mail.timezone),
    count: counted(cards.length, 'paper', 'papers'),
    cadence: mail.cadence,
    topics: topicsInWords(
      mail.topics.map((topic) => shorten(oneLine(topic), 80)),
      6,
    ),
    links: mail.links,
    cards,
  };
}
