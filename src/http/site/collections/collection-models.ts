import type { CollectedPaper, CountedCollection } from '../../../app/papers/collections/collection-store.ts';
import { counted } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import type { Collection } from '../../../domain/papers/collection.ts';
import { collectionHref } from '../../forms/list-models.ts';
import { dateOf, type Moment } from '../../forms/words.ts';
import { openPage } from '../../page-description.ts';
import { filled } from '../../say.ts';
import { type PaperItem, paperItem } from '../paper-items.ts';
import type { SubscribeFormModel } from '../subscribe-form.ts';

export type CollectionsModel = {
  collections: { href: string; name: string; description: string; about: string }[];
};

export const collectionsPage = openPage<CollectionsModel>('site/collections/collections');

/** `/collections`: those that are published. */
export function collectionsModel(
  collections: readonly CountedCollection[],
  language: Language,
): CollectionsModel {
  return {
    collections: collections.map(({ slug, name, description, papers, changedAt }) => ({
      href: collectionHref(slug),
      name,
      description,
      about: filled(language.pages.digests.papersAndDate, {
        papers: counted(papers, language.papers, language),
        date: dateOf(changedAt, 'UTC', language).text,
      }),
    })),
  };
}

export type CollectionModel = {
  name: string;
  description: string;
  total: string;
  changed: Moment;
  feedHref: string;
  papers: PaperItem[];
  subscribe: SubscribeFormModel;
};

export const collectionPage = openPage<CollectionModel>('site/collections/collection', {
  scripts: ['page.js', 'cards.js'],
});

/** `/collections/:slug`. The note that a paper has in it stands for the one that it has everywhere. */
export function collectionModel(input: {
  collection: Collection;
  papers: readonly CollectedPaper[];
  subscribe: SubscribeFormModel;
  language: Language;
}): CollectionModel {
  const { collection, papers, subscribe, language } = input;
  const { slug, name, description, changedAt } = collection;
  return {
    name,
    description,
    total: counted(papers.length, language.papers, language),
    changed: dateOf(changedAt, 'UTC', language),
    feedHref: `${collectionHref(slug)}/feed.xml`,
    papers: papers.map(({ paper, note }) => paperItem({ ...paper, note: note ?? paper.note }, language)),
    subscribe,
  };
}
