import type { EditorsOrder, PaperReach, WaitingReader } from '../../../app/papers/paper-stores.ts';
import type { FieldError } from '../../../domain/errors.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { texToText } from '../../../domain/tex/tex.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import type { Html } from '../../forms/html.ts';
import { htmlOfTex } from '../../forms/html.ts';
import type { Pager, Tab } from '../../forms/list-models.ts';
import { pagerOf } from '../../forms/list-models.ts';
import { dateOf, type Moment, momentOf, number, quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

export const editorsLists = ['all', 'pinned', 'hidden'] as const;
export type EditorsList = (typeof editorsLists)[number];

/** Which part of an editor's list is shown; `paper`: that one alone. */
export type Place = { q: string; only: EditorsList; order: EditorsOrder; page: number; paper: number | null };

/** One paper with what an editor can do with it. */
export type EditRow = {
  id: number;
  action: string;
  href: string;
  title: Html;
  /** Authors, date and arXiv id, those that there are. */
  about: string;
  upvotes: string;
  upvotesInWords: string;
  /** The place in the order that is shown; null where that is no ranking. */
  rank: number | null;
  pinned: Moment | null;
  hidden: boolean;
  note: string;
  /** As it was typed. */
  typedNote: string;
  saved: boolean;
  error: string | null;
  /** How far an editor's pick has come; null: it is none. */
  reach: { had: string; onTheWay: string | null; waiting: string; waitingHref: string | null } | null;
};

export type PapersModel = {
  q: string;
  only: EditorsList;
  order: EditorsOrder;
  page: number;
  /** The only one that is shown, as a field of forms. */
  paper: string;
  tabs: Tab[];
  /** Empty where the order is not for choosing. */
  orders: Tab[];
  total: string;
  flash: string | null;
  pager: Pager;
  papers: EditRow[];
  add: { typed: string; errors: FieldMessages<'paper'> };
};

export const papersPage = secretPage<PapersModel>('console/papers/papers');

const listNames: Record<EditorsList, string> = { all: 'All', pinned: 'Pinned', hidden: 'Hidden' };
const orderNames: Record<EditorsOrder, string> = { trending: 'Trending', newest: 'Newest' };

/** The address of a part of an editor's list; `saved`: the paper that was just changed. */
export function listHref(place: Partial<Place>, saved?: number): string {
  const { q = '', only = 'all', order = 'trending', page = 1, paper = null } = place;
  const query = new URLSearchParams();
  if (paper !== null) query.set('paper', String(paper));
  if (q !== '') query.set('q', q);
  if (only !== 'all') query.set('only', only);
  if (order !== 'trending') query.set('order', order);
  if (page > 1) query.set('page', String(page));
  if (saved !== undefined) query.set('saved', String(saved));
  return query.size === 0 ? '/admin/papers' : `/admin/papers?${query.toString()}`;
}

const added = { new: 'Added, as its source tells of it.', known: 'This paper was here already.' } as const;
export type Added = keyof typeof added;

/** `/admin/papers`. `refused`: what was typed as a paper's note, or to add one, and what is wrong with it. */
export function papersModel(input: {
  items: readonly Paper[];
  total: number;
  place: Place;
  limit: number;
  reach: ReadonlyMap<number, PaperReach>;
  saved?: number | undefined;
  added?: Added | undefined;
  refused?: { id: number; note: string; errors: readonly FieldError[] } | undefined;
  refusedToAdd?: { typed: string; errors: readonly FieldError[] } | undefined;
}): PapersModel {
  const { place, total, limit } = input;
  const { q, only, order, page, paper } = place;
  const isRanked = q === '' && paper === null && only !== 'pinned';
  const first = (page - 1) * limit + 1;
  return {
    q,
    only,
    order,
    page,
    paper: paper === null ? '' : String(paper),
    tabs: editorsLists.map((one) => ({
      href: listHref({ q, only: one, order }),
      text: listNames[one],
      current: one === only && paper === null,
    })),
    orders: isRanked
      ? (['trending', 'newest'] as const).map((one) => ({
          href: listHref({ only, order: one }),
          text: orderNames[one],
          current: one === order,
        }))
      : [],
    total: quantity(total, 'paper'),
    flash: input.added === undefined ? null : added[input.added],
    pager: pagerOf({ page, limit, total }, (one) => listHref({ ...place, page: one })),
    papers: input.items.map((one, index) =>
      editRow(one, {
        rank: isRanked && order === 'trending' && only === 'all' ? first + index : null,
        saved: input.saved === one.id,
        reach: input.reach.get(one.id) ?? null,
        refused: input.refused?.id === one.id ? input.refused : null,
      }),
    ),
    add: {
      typed: input.refusedToAdd?.typed ?? '',
      errors: messagesFor(['paper'], input.refusedToAdd?.errors ?? []),
    },
  };
}

function editRow(
  paper: Paper,
  shown: {
    rank: number | null;
    saved: boolean;
    reach: PaperReach | null;
    refused: { note: string; errors: readonly FieldError[] } | null;
  },
): EditRow {
  const { id, arxivId, pinnedAt, upvotes } = paper;
  const authors = paper.authors.slice(0, 3).map(texToText).join(', ');
  const more = paper.authors.length > 3 ? ' and others' : '';
  const note = paper.note ?? '';
  return {
    id,
    action: `/admin/papers/${id}`,
    href: `/papers/${id}`,
    title: htmlOfTex(paper.title),
    about: [`${authors}${more}`, dateOf(paper.publishedAt).text, arxivId ?? ''].filter(Boolean).join(' · '),
    upvotes: number(upvotes),
    upvotesInWords: quantity(upvotes, 'upvote'),
    rank: shown.rank,
    pinned: pinnedAt === null ? null : dateOf(pinnedAt),
    hidden: paper.hidden,
    note,
    typedNote: shown.refused?.note ?? note,
    saved: shown.saved,
    error: shown.refused?.errors.map(({ message }) => message).join(' ') ?? null,
    reach: shown.reach === null ? null : reachInWords(id, shown.reach),
  };
}

function reachInWords(id: number, { had, onTheWay, waiting }: PaperReach): NonNullable<EditRow['reach']> {
  const have = (count: number) => `${quantity(count, 'reader')} ${count === 1 ? 'has' : 'have'}`;
  return {
    had: had === 0 ? 'nobody has had it' : `${have(had)} had it`,
    onTheWay: onTheWay === 0 ? null : `on its way to ${number(onTheWay)}`,
    waiting: waiting === 0 ? 'nobody waits for it' : `${have(waiting)} not had it yet`,
    waitingHref: waiting === 0 ? null : `/admin/papers/${id}/readers`,
  };
}

export type WaitingReadersModel = {
  title: Html;
  href: string;
  pinnedHref: string;
  counts: { name: string; count: string }[];
  readers: { href: string; email: string; cadence: string; next: Moment | null }[];
  firstHref: string | null;
  nextHref: string | null;
};

export const waitingReadersPage = secretPage<WaitingReadersModel>('console/papers/waiting-readers');

/** Who has not had a paper yet; `more`: there is another page. */
export function waitingReadersModel(input: {
  paper: Pick<Paper, 'id' | 'title'>;
  reach: PaperReach;
  readers: readonly WaitingReader[];
  after: number;
  more: boolean;
}): WaitingReadersModel {
  const { paper, reach, readers, after, more } = input;
  const here = `/admin/papers/${paper.id}/readers`;
  const last = readers.at(-1);
  return {
    title: htmlOfTex(paper.title),
    href: `/papers/${paper.id}`,
    pinnedHref: listHref({ only: 'pinned' }),
    counts: [
      { name: 'have had it', count: number(reach.had) },
      { name: 'on its way', count: number(reach.onTheWay) },
      { name: 'not yet', count: number(reach.waiting) },
    ],
    readers: readers.map(({ id, email, cadence, nextDueAt }) => ({
      href: `/admin/subscribers/${id}`,
      email,
      cadence,
      next: nextDueAt === null ? null : momentOf(nextDueAt),
    })),
    firstHref: after === 0 ? null : here,
    nextHref: more && last !== undefined ? `${here}?after=${last.id}` : null,
  };
}
