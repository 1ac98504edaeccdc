import { randomBytes } from 'node:crypto';
import Handlebars from 'handlebars';
import type { ChosenPaper, PaperCard } from '../../../app/mail.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { shorten } from '../../../domain/papers/excerpt.ts';
import type { Frame } from '../layout.ts';
import { closedUp, reasonLine, safeLine, wrappedLines } from '../mail-texts.ts';
import { type Piece, pieceOf, tokenPiece } from '../mime/quoted-printable.ts';
import type { DigestTemplate } from '../templates.ts';
import { cardView, type Detail, type Place } from './view.ts';

/** What of a card differs from reader to reader. */
const slots = ['heading', 'sectionReason', 'reason', 'more', 'less'] as const;
type Slot = (typeof slots)[number];

/** A card cut at its slots: what is the same for all, encoded once, and the names of what comes between. */
type Cut = (Piece | Slot)[];

/** A card as it stands in every mail that has it. */
type CutCard = { titleText: string; summaryText: string | null; html: Cut; text: Cut };

/** One reader's card. */
export type FilledCard = { titleText: string; summaryText: string | null; html: Piece[]; text: Piece[] };

/** A paper in one reader's digest, and what it opens a section with. An empty reason is not shown. */
export type PlacedPaper = ChosenPaper & {
  place: Place;
  heading: string | null;
  headingPath: string | null;
  sectionReason: string | null;
};

function filled(cuts: Cut, values: Record<Slot, Piece>): Piece[] {
  return cuts.map((piece) => (typeof piece === 'string' ? values[piece] : piece));
}

export type CardPieces = (paper: PlacedPaper, detail: Detail) => FilledCard;

// Papers bring text of their own into a card before it is cut, so that a mark must be one that nobody can know.
const nonce = randomBytes(9).toString('hex');
const markOf = (slot: Slot) => `\ue000${nonce}${slot}\ue001`;
const marks = new RegExp(`\ue000${nonce}(\\w+)\ue001`);

function cut(rendered: string): Cut {
  return rendered.split(marks).map((part, index) => {
    if (index % 2 === 0) return pieceOf(part);
    const slot = slots.find((one) => one === part);
    if (slot === undefined) throw new TypeError(`The digest's card has no place for ${part}`);
    return slot;
  });
}

type Phrase = { html: Piece; text: Piece };

function isEmpty({ text }: Phrase): boolean {
  return text.text === '';
}

const phrasesKept = 5_000;

/** Words that many readers share, in both parts of a mail. Memory is bounded by forgetting all of them at times. */
function phraseBook(lineOf: (words: string) => string): (words: string) => Phrase {
  const known = new Map<string, Phrase>();
  return (words) => {
    const found = known.get(words);
    if (found !== undefined) return found;
    if (known.size >= phrasesKept) known.clear();
    const line = lineOf(words);
    const made = { html: pieceOf(Handlebars.escapeExpression(line)), text: pieceOf(wrappedLines(line)) };
    known.set(words, made);
    return made;
  };
}

/** What a heading says, in both parts. */
export function headingLine(title: string): string {
  return shorten(safeLine(title), 120);
}

/**
 * Cards in one language, rendered and encoded once for each detail and place in a section, and forgotten with the
 * objects that they were made from; a reader's reasons and links are put in.
 */
export function cardPieces(
  template: DigestTemplate,
  { site, look }: Pick<Frame, 'site' | 'look'>,
  language: Language,
): CardPieces {
  const known = new WeakMap<PaperCard, Map<string, CutCard>>();
  const reasons = phraseBook((reason) => reasonLine(reason, language));
  const headings = phraseBook(headingLine);
  const votePage = `${site}/feedback/`;
  const vote = { more: votePage + markOf('more'), less: votePage + markOf('less') };

  type Said = Record<'heading' | 'sectionReason' | 'reason', Phrase>;

  function cutCard({ card, place, headingPath }: PlacedPaper, said: Said, detail: Detail): CutCard {
    const variants = known.get(card) ?? new Map<string, CutCard>();
    known.set(card, variants);
    const { heading, sectionReason, reason } = said;
    const marked = {
      heading: isEmpty(heading) ? null : markOf('heading'),
      sectionReason: isEmpty(sectionReason) ? null : markOf('sectionReason'),
      reason: isEmpty(reason) ? '' : markOf('reason'),
    };
    // A digest carries one collection, so that one section at most leads anywhere.
    const variant = `${detail} ${place} ${Object.values(marked).map(Boolean).join(' ')} ${headingPath}`;
    const found = variants.get(variant);
    if (found !== undefined) return found;
    const view = cardView({ card, ...marked, headingPath, vote, place, language }, detail, { site, look });
    const made: CutCard = {
      titleText: view.titleText,
      summaryText: view.body?.summaryText ?? null,
      html: cut(template.card.html(view)),
      text: cut(closedUp(wrappedLines(template.card.text(view)))),
    };
    variants.set(variant, made);
    return made;
  }

  /** The token of a link to vote; any other address is a defect. */
  function tokenOf(url: string): Piece {
    const token = url.slice(votePage.length);
    if (!url.startsWith(votePage) || !/^[\w.-]{1,74}$/.test(token))
      throw new TypeError('A link to vote is not of this installation');
    return tokenPiece(token);
  }

  return (paper, detail) => {
    const said = {
      heading: headings(paper.heading ?? ''),
      sectionReason: reasons(paper.sectionReason ?? ''),
      reason: reasons(paper.reason),
    };
    const { html, text, ...words } = cutCard(paper, said, detail);
    const votes = { more: tokenOf(paper.vote.more), less: tokenOf(paper.vote.less) };
    const values = (part: keyof Phrase): Record<Slot, Piece> => ({
      heading: said.heading[part],
      sectionReason: said.sectionReason[part],
      reason: said.reason[part],
      ...votes,
    });
    return { ...words, html: filled(html, values('html')), text: filled(text, values('text')) };
  };
}
