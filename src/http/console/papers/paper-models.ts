import Handlebars from 'handlebars';
import type { FieldError } from '../../../domain/errors.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { texToText } from '../../../domain/tex/tex.ts';
import { texToHtml } from '../../../domain/tex/tex-html.ts';
import { counted, dayOf, type Moment, type Pager, type Tab } from '../../forms/list-models.ts';
import type { Html } from '../../forms/paper-models.ts';

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
  const { q, only, page, limit, total, saved, refused } = input;
  const pages = Math.max(1, Math.ceil(total / limit));
  const place = { q, only };
  return {
    q,
    only,
    page,
    tabs: editorsLists.map((one) => ({
      href: listHref({ q, only: one }, 1),
      text: listNames[one],
      current: one === only,
    })),
    total: counted(total, 'paper'),
    pager: {
      page,
      pages,
      previous: page > 1 ? listHref(place, Math.min(page - 1, pages)) : null,
      next: page < pages ? listHref(place, page + 1) : null,
    },
    papers: input.items.map((paper) => {
      const typed = refused?.id === paper.id ? refused : null;
      const message = typed?.errors.map((error) => error.message).join(' ') ?? null;
      return {
        id: paper.id,
        action: `/admin/papers/${paper.id}`,
        href: `/papers/${paper.id}`,
        title: new Handlebars.SafeString(texToHtml(paper.title)),
        authors: paper.authors.slice(0, 3).map(texToText).join(', '),
        published: dayOf(paper.publishedAt),
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
