import type { DigestMail } from '../../../app/mail.ts';
import type { RenderedMarkdown } from '../../../app/markdown.ts';
import type { Language } from '../../../domain/languages/language.ts';
import type { Frame } from '../layout.ts';
import { type Piece, totalSize } from '../mime/quoted-printable.ts';
import type { DigestTemplate } from '../templates.ts';
import { type CardPieces, cardPieces, type PlacedPaper } from './cards.ts';
import { contentsOf, hasContents } from './contents.ts';
import { type DigestFrame, digestFrame, framed } from './frame.ts';
import { type IntroductionPieces, introductionPieces } from './introduction.ts';
import { type Detail, fitDetails, isBearable, readerWords } from './view.ts';

/** A mail's subject and its two parts, ready to be put on the wire. */
export type MailParts = { subject: string; html: Piece[]; text: Piece[] };

/** The papers of all sections, each with its place in them; what a section gives as its reason no paper repeats. */
export function placed(mail: Pick<DigestMail, 'sections'>): PlacedPaper[] {
  return mail.sections.flatMap(({ title, path, reason, papers }) =>
    papers.map((paper, index) => ({
      ...paper,
      place: title === null ? 'alone' : index === 0 ? 'first' : 'inner',
      heading: index === 0 ? title : null,
      headingPath: index === 0 ? path : null,
      sectionReason: index === 0 ? reason : null,
      reason: title === null && reason === null ? paper.reason : paper.standing,
    })),
  );
}

/** What is made once for all readers of a language. */
type Edition = {
  introduction: (said: RenderedMarkdown | null) => IntroductionPieces;
  cards: CardPieces;
  frames: Map<string, DigestFrame>;
};

/**
 * Makes a function that puts digests together. Cards and what is around them are rendered and encoded once for each
 * language; a reader costs only what is the reader's own. Cards are told apart as objects: mails that share a card
 * must hold the same object, and nobody may change it.
 */
export function digestComposer(template: DigestTemplate, frame: Frame): (mail: DigestMail) => MailParts {
  const editions = new Map<Language, Edition>();

  function editionOf(language: Language): Edition {
    const found = editions.get(language);
    if (found !== undefined) return found;
    const made = {
      introduction: introductionPieces(template, language),
      cards: cardPieces(template, frame, language),
      frames: new Map<string, DigestFrame>(),
    };
    editions.set(language, made);
    return made;
  }

  function frameOf({ frames }: Edition, mail: DigestMail): DigestFrame {
    const { language, cadence, links } = mail;
    const kind = { language, cadence, hasView: links.view !== null, hasContents: hasContents(mail) };
    const key = `${cadence} ${kind.hasView} ${kind.hasContents}`;
    const around = frames.get(key) ?? digestFrame(template, frame, kind);
    frames.set(key, around);
    return around;
  }

  function laidOut(
    mail: DigestMail,
    papers: readonly PlacedPaper[],
    { edition, around }: { edition: Edition; around: DigestFrame },
    details: readonly Detail[],
  ): MailParts {
    const shown = papers.map((paper, index) => edition.cards(paper, details[index] ?? 'full'));
    const { subject = null, introduction = null } = mail.words ?? {};
    const introduced = edition.introduction(introduction);
    const words = readerWords(mail, shown, { subject, preheader: introduced.preheader });
    const values = { ...words, ...contentsOf(mail), ...mail.links, view: mail.links.view ?? '' };
    return {
      subject: words.subject,
      html: framed(around.html, [...introduced.html, ...shown.flatMap(({ html }) => html)], values),
      text: framed(around.text, [...introduced.text, ...shown.flatMap(({ text }) => text)], values),
    };
  }

  return (mail) => {
    const edition = editionOf(mail.language);
    const pieces = { edition, around: frameOf(edition, mail) };
    const papers = placed(mail);
    let last: MailParts | null = null;
    const details = fitDetails(papers.length, (tried) => {
      const parts = laidOut(mail, papers, pieces, tried);
      const fits = isBearable(totalSize(parts.html), totalSize(parts.text));
      // The last that fits is what `fitDetails` answers.
      if (fits) last = parts;
      return fits;
    });
    return last ?? laidOut(mail, papers, pieces, details);
  };
}
