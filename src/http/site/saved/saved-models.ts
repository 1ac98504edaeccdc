import type { FieldError } from '../../../domain/errors.ts';
import { counted } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { mostSaved, savedAsText } from '../../../domain/papers/saved/saved-list.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { openPage } from '../../page-description.ts';
import { type PaperItem, paperItem } from '../paper-items.ts';

export type SavedModel = {
  papers: PaperItem[];
  total: string;
  most: number;
  /** The list is named by the address, and not the one of this browser. */
  shared: boolean;
  /** Where this list can be read, for good and by whoever has the address; null for an empty one. */
  link: string | null;
  feedHref: string | null;
  /** As it was typed in a form that was refused. */
  email: string;
  errors: FieldMessages<'email'>;
};

export const savedPage = openPage<SavedModel>('site/saved/saved', { scripts: ['page.js', 'cards.js'] });

/** Where a list of papers is to be read. */
export function savedPath(papers: readonly number[], file = ''): string {
  return `/saved${file}?papers=${savedAsText(papers)}`;
}

/** `/saved`: `papers` in the order of the list, those alone that can be seen. */
export function savedModel(input: {
  papers: readonly Paper[];
  shared: boolean;
  publicUrl: string;
  language: Language;
  email?: string;
  errors?: readonly FieldError[];
}): SavedModel {
  const { papers, shared, publicUrl, language, email = '', errors = [] } = input;
  const ids = papers.map(({ id }) => id);
  return {
    papers: papers.map((paper) => ({ ...paperItem(paper, language), removable: !shared })),
    total: counted(papers.length, language.papers, language),
    most: mostSaved,
    shared,
    link: ids.length === 0 ? null : `${publicUrl}${savedPath(ids)}`,
    feedHref: ids.length === 0 ? null : savedPath(ids, '/feed.xml'),
    email,
    errors: messagesFor(['email'], errors),
  };
}
