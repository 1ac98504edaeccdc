import type { CollectedPaper, CountedCollection } from '../../../app/papers/collections/collection-store.ts';
import type { RawCollection } from '../../../app/papers/collections/edit-collection.ts';
import type { FieldError } from '../../../domain/errors.ts';
import type { Collection } from '../../../domain/papers/collection.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { texToText } from '../../../domain/tex/tex.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { type Html, htmlOfTex } from '../../forms/html.ts';
import { collectionHref } from '../../forms/list-models.ts';
import { dateOf, type Moment, quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

export type CollectionsModel = {
  collections: {
    href: string;
    name: string;
    papers: string;
    published: boolean;
    changed: Moment;
    /** Puts `paper` into it; null when none is to be put anywhere. */
    addAction: string | null;
  }[];
  /** What is to be put into one of them. */
  paper: { id: number; title: Html } | null;
  flash: string | null;
  values: { name: string; description: string };
  errors: FieldMessages<'name' | 'description' | 'slug'>;
};

export const collectionsPage = secretPage<CollectionsModel>('console/collections/collections');

/** `/admin/collections`. `paper`: one that is to be put into a collection. */
export function collectionsModel(input: {
  collections: readonly CountedCollection[];
  paper: Pick<Paper, 'id' | 'title'> | null;
  deleted: boolean;
  refused?: { raw: RawCollection; errors: readonly FieldError[] };
}): CollectionsModel {
  const { paper, refused } = input;
  const { name = '', description = '' } = refused?.raw ?? {};
  return {
    collections: input.collections.map((one) => ({
      href: `/admin/collections/${one.id}`,
      name: one.name,
      papers: quantity(one.papers, 'paper'),
      published: one.publishedAt !== null,
      changed: dateOf(one.changedAt),
      addAction: paper === null ? null : `/admin/collections/${one.id}/papers`,
    })),
    paper: paper === null ? null : { id: paper.id, title: htmlOfTex(paper.title) },
    flash: input.deleted ? 'The collection is deleted. Its papers stay.' : null,
    values: { name, description },
    errors: messagesFor(['name', 'description', 'slug'], refused?.errors ?? []),
  };
}

type ListedPaper = { id: number; href: string; title: Html; about: string };

export type CollectionModel = {
  id: number;
  name: string;
  action: string;
  /** Where readers see it; null while only editors do. */
  publicHref: string | null;
  feedHref: string | null;
  published: boolean;
  changed: Moment;
  values: RawCollection;
  errors: FieldMessages<'name' | 'description' | 'slug'>;
  flash: string | null;
  problem: string | null;
  total: string;
  papers: (ListedPaper & {
    place: number;
    action: string;
    first: boolean;
    last: boolean;
    note: string;
    typedNote: string;
    error: string | null;
    /** Shown nowhere: an editor has hidden it. */
    hidden: boolean;
  })[];
  add: { typed: string; errors: FieldMessages<'paper'> };
  search: { q: string; any: boolean; found: (ListedPaper & { collected: boolean })[] };
};

export const collectionPage = secretPage<CollectionModel>('console/collections/collection');

const flashes = {
  made: 'Made. Add papers, then publish it.',
  saved: 'Saved.',
  added: 'Added at the end.',
  published: 'Published.',
  unpublished: 'Taken off the site. Editors alone see it now.',
} as const;
export type Done = keyof typeof flashes;
export const dones = Object.keys(flashes) as Done[];

/** What was typed into one of the forms of a collection's page, and what is wrong with it. */
export type RefusedCollection = {
  errors: readonly FieldError[];
  raw?: RawCollection;
  /** A paper's note, by the paper's number. */
  note?: { id: number; text: string };
  /** What was typed as a paper to add. */
  paper?: string;
};

/** `/admin/collections/:id`. `found`: what a search for papers found, null without one. */
export function collectionModel(input: {
  collection: Collection;
  papers: readonly CollectedPaper[];
  q: string;
  found: readonly Paper[] | null;
  done: Done | null;
  refused?: RefusedCollection | undefined;
}): CollectionModel {
  const { collection, papers, q, found, done, refused } = input;
  const { id, slug, name, description, publishedAt } = collection;
  const action = `/admin/collections/${id}`;
  const collected = new Set(papers.map(({ paper }) => paper.id));
  const errors = refused?.errors ?? [];
  const isAbout = (field: string) => errors.some((error) => error.field === field);
  return {
    id,
    name,
    action,
    publicHref: publishedAt === null ? null : collectionHref(slug),
    feedHref: publishedAt === null ? null : `${collectionHref(slug)}/feed.xml`,
    published: publishedAt !== null,
    changed: dateOf(collection.changedAt),
    values: refused?.raw ?? { name, slug, description },
    errors: messagesFor(['name', 'description', 'slug'], refused?.raw === undefined ? [] : errors),
    flash: done === null ? null : flashes[done],
    problem: isAbout('form') ? errors.map(({ message }) => message).join(' ') : null,
    total: quantity(papers.length, 'paper'),
    papers: papers.map(({ paper, note }, index) => {
      const typed = refused?.note?.id === paper.id ? refused.note.text : null;
      return {
        ...listed(paper),
        place: index + 1,
        action: `${action}/papers/${paper.id}`,
        first: index === 0,
        last: index === papers.length - 1,
        note: note ?? '',
        typedNote: typed ?? note ?? '',
        error: typed === null ? null : errors.map(({ message }) => message).join(' '),
        hidden: paper.hidden,
      };
    }),
    add: {
      typed: refused?.paper ?? '',
      errors: messagesFor(['paper'], refused?.paper === undefined ? [] : errors),
    },
    search: {
      q,
      any: found !== null,
      found: (found ?? []).map((paper) => ({ ...listed(paper), collected: collected.has(paper.id) })),
    },
  };
}

function listed(paper: Paper): ListedPaper {
  const authors = paper.authors.slice(0, 3).map(texToText).join(', ');
  const more = paper.authors.length > 3 ? ' and others' : '';
  return {
    id: paper.id,
    href: `/papers/${paper.id}`,
    title: htmlOfTex(paper.title),
    about: [`${authors}${more}`, dateOf(paper.publishedAt).text, paper.arxivId ?? '']
      .filter(Boolean)
      .join(' · '),
  };
}
