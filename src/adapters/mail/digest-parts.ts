import type { DigestMail } from '../../app/ports.ts';
import { cardPieces, type PlacedPaper } from './card-pieces.ts';
import { type DigestFrame, digestFrame, framed } from './digest-frame.ts';
import { type Detail, type Frame, fitDetails, isBearable, readerWords } from './digest-view.ts';
import { type Piece, totalSize } from './quoted-printable.ts';
import type { DigestTemplate } from './templates.ts';

/** A mail's subject and its two parts, ready to be put on the wire. */
export type MailParts = { subject: string; html: Piece[]; text: Piece[] };

/** The papers of all sections, each with its place in them. */
export function placed(mail: Pick<DigestMail, 'sections'>): PlacedPaper[] {
  return mail.sections.flatMap(({ title, papers }) =>
    papers.map((paper, index) => ({
      ...paper,
      place: title === null ? 'alone' : index === 0 ? 'first' : 'inner',
      heading: index === 0 ? title : null,
    })),
  );
}

/**
 * Makes a function that puts digests together. Cards and what is around them are rendered and encoded once; a
 * reader costs only what is the reader's own. Cards are told apart as objects: mails that share a card must hold
 * the same object, and nobody may change it.
 */
export function digestComposer(template: DigestTemplate, frame: Frame): (mail: DigestMail) => MailParts {
  const cards = cardPieces(template, frame.site);
  const frames = { seen: digestFrame(template, frame, true), bare: digestFrame(template, frame, false) };

  function laidOut(
    mail: DigestMail,
    papers: readonly PlacedPaper[],
    around: DigestFrame,
    details: readonly Detail[],
  ): MailParts {
    const shown = papers.map((paper, index) => cards(paper, details[index] ?? 'full'));
    const words = readerWords(mail, shown);
    const values = { ...words, ...mail.links, view: mail.links.view ?? '' };
    return {
      subject: words.subject,
      html: framed(
        around.html,
        shown.flatMap(({ html }) => html),
        values,
      ),
      text: framed(
        around.text,
        shown.flatMap(({ text }) => text),
        values,
      ),
    };
  }

  return (mail) => {
    const around = mail.links.view === null ? frames.bare : frames.seen;
    const papers = placed(mail);
    let last: MailParts | null = null;
    const details = fitDetails(papers.length, (tried) => {
      const parts = laidOut(mail, papers, around, tried);
      const fits = isBearable(totalSize(parts.html), totalSize(parts.text));
      // The last that fits is what `fitDetails` answers.
      if (fits) last = parts;
      return fits;
    });
    return last ?? laidOut(mail, papers, around, details);
  };
}
