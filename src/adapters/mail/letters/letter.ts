import type { RenderedMarkdown } from '../../../app/markdown.ts';

export type Link = { text: string; url: string };

/** A paper in a letter: its title leads to its page here. */
export type LetterPaper = { title: string; url: string; authors: string; reason: string };

/** What of a letter is its own. */
export type Letter = {
  subject: string;
  preheader: string;
  heading: string;
  /** Links under the heading. */
  top?: Link[];
  opening: string[];
  /** An editor's words; safe as they are. */
  prose?: RenderedMarkdown | null;
  facts?: { label: string; value: string }[];
  /** `elsewhere` leads to the address in clear. */
  button?: Link & { elsewhere: string };
  closing?: string[];
  /** Papers to begin with, under a heading. */
  papers?: { heading: string; list: LetterPaper[] } | null;
  /** Links at the end. */
  actions?: Link[];
  /** Why it came. */
  because: string;
  foot?: Link[];
};
