import type { RenderedMarkdown } from '../../../app/markdown.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { shorten } from '../../../domain/papers/excerpt.ts';
import { layoutOf } from '../layout.ts';
import { closedUp, preheaderLength, safeLine, wrappedLines } from '../mail-texts.ts';
import { type Piece, pieceOf } from '../mime/quoted-printable.ts';
import type { DigestTemplate } from '../templates.ts';

/**
 * An editor's introduction as it stands above the cards, and its beginning for the line that is shown beside the
 * subject.
 */
export type IntroductionPieces = { html: Piece[]; text: Piece[]; preheader: string | null };

const none: IntroductionPieces = { html: [], text: [], preheader: null };

/**
 * Introductions in mails of one language, rendered and encoded once, and forgotten with the objects that they were made
 * from.
 */
export function introductionPieces(
  template: DigestTemplate,
  language: Language,
): (introduction: RenderedMarkdown | null) => IntroductionPieces {
  const known = new WeakMap<RenderedMarkdown, IntroductionPieces>();
  return (introduction) => {
    if (introduction === null) return none;
    const found = known.get(introduction);
    if (found !== undefined) return found;
    const view = { ...layoutOf(language), introduction };
    const made: IntroductionPieces = {
      html: [pieceOf(template.card.html(view))],
      text: [pieceOf(closedUp(wrappedLines(template.card.text(view))))],
      preheader: shorten(safeLine(introduction.text), preheaderLength) || null,
    };
    known.set(introduction, made);
    return made;
  };
}
