import type { FieldError } from '../../../domain/errors.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { texToText } from '../../../domain/tex/tex.ts';
import type { Html } from '../../forms/html.ts';
import { htmlOfTex } from '../../forms/html.ts';
import type { Pager, Tab } from '../../forms/list-models.ts';
import { pagerOf } from '../../forms/list-models.ts';
import { dateOf, type Moment, quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

export const editorsLists = ['all', 'pinned', 'hidden'] as const;
type EditorsList = (typeof editorsLists)[number];

/** One paper with the form that an editor fills in. */
export type EditRow = {
  id: number;
  action: string;
  href: string;
  title: Html;
  authors: string;
  published: Moment;
  arxivId: string | null;
  pinned: boolean;
  hidden: boolean;
  note: string;
  saved: boolean;
  error: string | null;
};

export type PapersModel = {
  q: string;
  only: string;
  page: number;
  tabs: Tab[];
  total: string;
  pager: Pager;
  papers: EditRow[];
};

export const papersPage = secretPage<PapersModel>('console/papers/papers');

const listNames: Record<EditorsList, string> = { all: 'All', pinned: 'Pinned', hidden: 'Hidden' };

/** The address of a part of an editor's list; `saved`: the paper that was just changed. */
export function listHref({ q, only }: { q: string; only: string }, page: number, saved?: number): string {
  const query = new URLSearchParams();
  if (q !== '') query.set('q', q);
  if (only !== '' && only !== 'all') query.set('only', only);
  if (page > 1) query.set('page', String(page));
  if (saved !== undefined) query.set('saved', String(saved));
  return query.size === 0 ? '/admin/papers' : `/admin/papers?${query.toString()}`;
}

/** `/admin/papers`. `refused`: what was typed for one paper, and what is wrong with it. */
export function papersModel(input: {
  items: readonly Paper[];
  total: number;
  q: string;
  only: EditorsList;
  page: number;
  limit: number;
  saved?: number;
  refused?: {
    id: number;
    values: { pinned: boolean; hidden: boolean; note: string };
    errors: readonly FieldError[];
  };
}): PapersModel {
  const { q, only, page, total, saved, refused } = input;
  return {
    q,
    only,
    page,
    tabs: editorsLists.map((one) => ({
      href: listHref({ q, only: one }, 1),
      text: listNames[one],
      current: one === only,
    })),
    total: quantity(total, 'paper'),
    pager: pagerOf(input, (one) => listHref({ q, only }, one)),
    papers: input.items.map((paper) => {
      const typed = refused?.id === paper.id ? refused : null;
      const message = typed?.errors.map((error) => error.message).join(' ') ?? null;
      return {
        id: paper.id,
        action: `/admin/papers/${paper.id}`,
        href: `/papers/${paper.id}`,
        title: htmlOfTex(paper.title),
        authors: paper.authors.slice(0, 3).map(texToText).join(', '),
        published: dateOf(paper.publishedAt),
        arxivId: paper.arxivId,
        pinned: typed?.values.pinned ?? paper.pinnedAt !== null,
        hidden: typed?.values.hidden ?? paper.hidden,
        note: typed?.values.note ?? paper.note ?? '',
        saved: saved === paper.id,
        error: message,
      };
    }),
  };
}
