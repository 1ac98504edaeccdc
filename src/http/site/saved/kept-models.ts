import { counted } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { mostSaved } from '../../../domain/papers/saved/saved-list.ts';
import { type Html, htmlOfTex } from '../../forms/html.ts';
import { secretPage } from '../../page-description.ts';
import { type PaperItem, paperItem } from '../paper-items.ts';
import { savedPath } from './saved-models.ts';

/** The list that is kept with a subscription, on the page of its reader. */
export type KeptModel = {
  action: string;
  papers: PaperItem[];
  total: string;
  most: number;
  /** What can be added to it; null: nothing. */
  offered: { about: string; papers: { id: number; title: Html }[] } | null;
  /** Where what is on it now can be read by whoever has the address; null for an empty one. */
  link: string | null;
  feedHref: string;
};

export const keptPage = secretPage<KeptModel>('site/saved/kept', { scripts: ['page.js', 'cards.js'] });

/** `/saved/TOKEN`: `papers` in the order of the list, those alone that can be seen. */
export function keptModel(input: {
  action: string;
  papers: readonly Paper[];
  offered: readonly Paper[];
  feedHref: string;
  publicUrl: string;
  language: Language;
}): KeptModel {
  const { action, papers, offered, feedHref, publicUrl, language } = input;
  return {
    action,
    papers: papers.map((paper) => ({ ...paperItem(paper, language), removable: true })),
    total: counted(papers.length, language.papers, language),
    most: mostSaved,
    offered:
      offered.length === 0
        ? null
        : {
            about: counted(offered.length, language.pages.cards.offeredAbout, language),
            papers: offered.map(({ id, title }) => ({ id, title: htmlOfTex(title) })),
          },
    link: papers.length === 0 ? null : `${publicUrl}${savedPath(papers.map(({ id }) => id))}`,
    feedHref,
  };
}
