import type { DigestMail, PaperCard } from '../../app/ports.ts';
import { type DigestFrame, digestFrame, framed } from './digest-frame.ts';
import { cardView, type Detail, type Frame, fitDetails, isBearable, readerWords } from './digest-view.ts';
import { type Piece, pieceOf, totalSize } from './quoted-printable.ts';
import type { DigestTemplate } from './templates.ts';
import { closedUp, wrappedLines } from './words.ts';

/** A mail's subject and its two parts, ready to be put on the wire. */
export type MailParts = { subject: string; html: Piece[]; text: Piece[] };

/** A card as it stands in every mail that has it. */
type CardPieces = { titleText: string; summaryText: string | null; html: Piece; text: Piece };

type Cards = (card: PaperCard, detail: Detail) => CardPieces;

/** Cards rendered and encoded once for each detail, and forgotten with the objects that they were made from. */
function cardCache(template: DigestTemplate, site: string): Cards {
  const known = new WeakMap<PaperCard, Partial<Record<Detail, CardPieces>>>();
  return (card, detail) => {
    const pieces = known.get(card);
    const found = pieces?.[detail];
    if (found !== undefined) return found;
    const view = cardView(card, detail, site);
    const made = {
      titleText: view.titleText,
      summaryText: view.body?.summaryText ?? null,
      html: pieceOf(template.card.html(view)),
      text: pieceOf(closedUp(wrappedLines(template.card.text(view)))),
    };
    known.set(card, { ...pieces, [detail]: made });
    return made;
  };
}

/**
 * Makes a function that puts digests together. Cards and what is around them are rendered and encoded once; a
 * reader costs only what is the reader's own. Cards are told apart as objects: mails that share a card must hold
 * the same object, and nobody may change it.
 */
export function digestComposer(template: DigestTemplate, frame: Frame): (mail: DigestMail) => MailParts {
  const cards = cardCache(template, frame.site);
  const frames = { seen: digestFrame(template, frame, true), bare: digestFrame(template, frame, false) };

  function laidOut(mail: DigestMail, around: DigestFrame, details: readonly Detail[]): MailParts {
    const shown = mail.papers.map((card, index) => cards(card, details[index] ?? 'full'));
    const words = readerWords(mail, shown);
    const values = { ...words, ...mail.links, view: mail.links.view ?? '' };
    return {
      subject: words.subject,
      html: framed(
        around.html,
        shown.map(({ html }) => html),
        values,
      ),
      text: framed(
        around.text,
        shown.map(({ text }) => text),
        values,
      ),
    };
  }

  return (mail) => {
    const around = mail.links.view === null ? frames.bare : frames.seen;
    let last: MailParts | null = null;
    const details = fitDetails(mail.papers.length, (tried) => {
      const parts = laidOut(mail, around, tried);
      const fits = isBearable(totalSize(parts.html), totalSize(parts.text));
      // The last that fits is what `fitDetails` answers.
      if (fits) last = parts;
      return fits;
    });
    return last ?? laidOut(mail, around, details);
  };
}
