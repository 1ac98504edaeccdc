import { randomBytes } from 'node:crypto';
import Handlebars from 'handlebars';
import type { ChosenPaper, PaperCard } from '../../app/ports.ts';
import { shorten } from '../../domain/excerpt.ts';
import { cardView, type Detail, type Place, reasonLine } from './digest-view.ts';
import { type Piece, pieceOf } from './quoted-printable.ts';
import type { DigestTemplate } from './templates.ts';
import { closedUp, oneLine, wrappedLines } from './words.ts';

/** What of a card differs from reader to reader. */
const slots = ['heading', 'reason', 'more', 'less'] as const;
type Slot = (typeof slots)[number];

/** A card cut at its slots: what is the same for all, encoded once, and the names of what comes between. */
type Cut = (Piece | Slot)[];

/** A card as it stands in every mail that has it. */
type CutCard = { titleText: string; summaryText: string | null; html: Cut; text: Cut };

/** One reader's card. */
export type FilledCard = { titleText: string; summaryText: string | null; html: Piece[]; text: Piece[] };

/** A paper in one reader's digest, and the heading that it opens a section with. */
export type PlacedPaper = ChosenPaper & { place: Place; heading: string | null };

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

/** Words that many readers share, in both parts of a mail. Memory is bounded by forgetting all of them at times. */
function phraseBook(most: number): (words: string) => { html: Piece; text: Piece } {
  const known = new Map<string, { html: Piece; text: Piece }>();
  return (words) => {
    const found = known.get(words);
    if (found !== undefined) return found;
    if (known.size >= most) known.clear();
    const made = { html: pieceOf(Handlebars.escapeExpression(words)), text: pieceOf(wrappedLines(words)) };
    known.set(words, made);
    return made;
  };
}

const phrasesKept = 5_000;

/** What a heading says, in both parts. */
export function headingLine(title: string): string {
  return shorten(oneLine(title), 120);
}

/**
 * Cards rendered and encoded once for each detail and place in a section, and forgotten with the objects that they
 * were made from; a reader's reasons and links are put in.
 */
export function cardPieces(template: DigestTemplate, site: string): CardPieces {
  const known = new WeakMap<PaperCard, Map<string, CutCard>>();
  const phrase = phraseBook(phrasesKept);
  const votePage = `${site}/feedback/`;
  const marked = {
    reason: markOf('reason'),
    vote: { more: votePage + markOf('more'), less: votePage + markOf('less') },
  };

  function cutCard(card: PaperCard, detail: Detail, place: Place): CutCard {
    const variants = known.get(card) ?? new Map<string, CutCard>();
    known.set(card, variants);
    const found = variants.get(`${detail} ${place}`);
    if (found !== undefined) return found;
    const heading = place === 'first' ? markOf('heading') : null;
    const view = cardView({ card, ...marked, place, heading }, detail, site);
    const made: CutCard = {
      titleText: view.titleText,
      summaryText: view.body?.summaryText ?? null,
      html: cut(template.card.html(view)),
      text: cut(closedUp(wrappedLines(template.card.text(view)))),
    };
    variants.set(`${detail} ${place}`, made);
    return made;
  }

  /** The token of a link to vote; any other address is a defect. */
  function tokenOf(url: string): Piece {
    const token = url.slice(votePage.length);
    if (!url.startsWith(votePage) || !/^[\w.-]+$/.test(token))
      throw new TypeError('A link to vote is not of this installation');
    return pieceOf(token);
  }

  return (paper, detail) => {
    const { html, text, ...words } = cutCard(paper.card, detail, paper.place);
    const more = tokenOf(paper.vote.more);
    const less = tokenOf(paper.vote.less);
    const reason = phrase(reasonLine(paper.reason));
    const heading = paper.heading === null ? reason : phrase(headingLine(paper.heading));
    const filled = (cuts: Cut, part: 'html' | 'text'): Piece[] => {
      const values = { more, less, reason: reason[part], heading: heading[part] };
      return cuts.map((piece) => (typeof piece === 'string' ? values[piece] : piece));
    };
    return { ...words, html: filled(html, 'html'), text: filled(text, 'text') };
  };
}
