import type { LanguageTag } from '../../../domain/languages/index.ts';
import { wordsFor } from '../../../domain/sending/editors-words.ts';
import type { DigestWords, RenderedLetter } from '../../mail.ts';
import type { RenderMarkdown } from '../../markdown.ts';
import type { Digest } from '../digest-store.ts';

/** What an announcement says in a mail; null for what is none. */
export function renderedLetter(
  markdown: RenderMarkdown,
  digest: Pick<Digest, 'subject' | 'body'> | null,
): RenderedLetter | null {
  if (digest === null || digest.body === null) return null;
  return { subject: digest.subject ?? '', body: markdown(digest.body, 'mail') };
}

/** What an editor says in a digest to readers of a language, in a mail; null: nothing. */
export function renderedWords(
  markdown: RenderMarkdown,
  digest: Pick<Digest, 'words'> | null,
  language: LanguageTag,
): DigestWords | null {
  if (digest === null || digest.words === null) return null;
  const { subject, introduction } = wordsFor(digest.words, language);
  return { subject, introduction: introduction === null ? null : markdown(introduction, 'mail') };
}

/** What is the same in all mails of a digest, made once. */
export type DigestTexts = {
  /** Null: it is no announcement. */
  letter(): RenderedLetter | null;
  /** The same object for all readers of a language. */
  words(language: LanguageTag): DigestWords | null;
};

export function digestTexts(markdown: RenderMarkdown, digest: Digest | null): DigestTexts {
  let letter: RenderedLetter | null | undefined;
  const words = new Map<LanguageTag, DigestWords | null>();
  return {
    letter() {
      if (letter === undefined) letter = renderedLetter(markdown, digest);
      return letter;
    },
    words(language) {
      const known = words.get(language);
      if (known !== undefined) return known;
      const made = renderedWords(markdown, digest, language);
      words.set(language, made);
      return made;
    },
  };
}
