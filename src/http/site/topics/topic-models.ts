import type { Topic } from '../../../domain/catalogue/topic.ts';
import { counted } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import type { Collection } from '../../../domain/papers/collection.ts';
import { collectionHref, topicHref } from '../../forms/list-models.ts';
import { openPage } from '../../page-description.ts';
import { type PaperList, type PaperListInput, paperList } from '../paper-list-models.ts';
import type { SubscribeFormModel } from '../subscribe-form.ts';
import { type TopicGroup, topicGroups } from '../topic-groups.ts';

export type TopicsModel = {
  groups: TopicGroup[];
  total: string;
  /** Of the published collections; empty where there are none. */
  collections: { href: string; name: string }[];
};

export const topicsPage = openPage<TopicsModel>('site/topics/topics');

export type TopicModel = PaperList & {
  name: string;
  slug: string | null;
  group: string;
  description: string;
  feedHref: string;
  /** Where its form for other sites is made. */
  embedHref: string;
  subscribe: SubscribeFormModel;
};

export const topicPage = openPage<TopicModel>('site/topics/topic');

/** `/topics`. */
export function topicsModel(
  topics: readonly (Topic & { papers: number })[],
  collections: readonly Pick<Collection, 'slug' | 'name'>[],
  language: Language,
): TopicsModel {
  return {
    collections: collections.map(({ slug, name }) => ({ href: collectionHref(slug), name })),
    groups: topicGroups(topics, language),
    total: counted(
      topics.filter(({ retired }) => !retired).length,
      language.pages.papers.topicsTotal,
      language,
    ),
  };
}

/** `/topics/:slug`. */
export function topicModel(input: PaperListInput & { topic: Topic }): TopicModel {
  const { slug, name, group, description, kind } = input.topic;
  const path = topicHref(slug);
  return {
    ...paperList(input, { path, q: null, topic: null }),
    name,
    slug: kind === 'curated' ? null : slug,
    group,
    description,
    feedHref: `${path}/feed.xml`,
    embedHref: `/embed?topics=${encodeURIComponent(slug)}`,
    subscribe: input.subscribe,
  };
}
