import type { Topic } from '../../../domain/catalogue/topic.ts';
import { counted } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import type { Collection } from '../../../domain/papers/collection.ts';
import { dayMs } from '../../../domain/time/units.ts';
import { collectionHref, topicHref } from '../../forms/list-models.ts';
import { openPage } from '../../page-description.ts';
import { filled } from '../../say.ts';
import { dayHref } from '../days/day-models.ts';
import { type PaperList, type PaperListInput, paperList } from '../paper-list-models.ts';
import type { SubscribeFormModel } from '../subscribe-form.ts';
import { type TopicEntry, type TopicGroup, topicGroups } from '../topic-groups.ts';

type CatalogueEntry = Omit<TopicEntry, 'checked'> & { tick: string };

/** `quiet`: those without papers at present. */
type CatalogueGroup = {
  heading: string;
  open: boolean;
  topics: CatalogueEntry[];
  quiet: CatalogueEntry[];
  quietInWords: string;
};

export type TopicsModel = {
  groups: CatalogueGroup[];
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
  /** The topic's papers of yesterday. */
  yesterday: string;
  subscribe: SubscribeFormModel;
};

export const topicPage = openPage<TopicModel>('site/topics/topic', { scripts: ['page.js', 'cards.js'] });

/** Curated subjects stand open; the archives with their many categories are folded. */
function groupOf(
  { heading, topics }: TopicGroup,
  all: readonly (Topic & { papers: number })[],
  language: Language,
): CatalogueGroup {
  const known = new Map(all.map((topic) => [topic.slug, topic]));
  const words = language.pages.catalogue;
  const entries = topics.map(({ checked: _, ...entry }) => ({
    ...entry,
    tick: filled(words.tick, { name: entry.name }),
  }));
  const isQuiet = ({ slug }: { slug: string }) => known.get(slug)?.papers === 0;
  const quiet = entries.filter(isQuiet);
  return {
    heading,
    open: topics.some(({ slug }) => known.get(slug)?.kind === 'curated'),
    topics: entries.filter((entry) => !isQuiet(entry)),
    quiet,
    quietInWords: quiet.length === 0 ? '' : counted(quiet.length, words.quiet, language),
  };
}

/** `/topics`. */
export function topicsModel(
  topics: readonly (Topic & { papers: number })[],
  collections: readonly Pick<Collection, 'slug' | 'name'>[],
  language: Language,
): TopicsModel {
  return {
    collections: collections.map(({ slug, name }) => ({ href: collectionHref(slug), name })),
    groups: topicGroups(topics, language).map((group) => groupOf(group, topics, language)),
    total: counted(
      topics.filter(({ retired }) => !retired).length,
      language.pages.papers.topicsTotal,
      language,
    ),
  };
}

/** `/topics/:slug`. */
export function topicModel(input: PaperListInput & { topic: Topic; now: Date }): TopicModel {
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
    yesterday: dayHref({ path, topic: null }, new Date(input.now.getTime() - dayMs), 'day'),
    subscribe: input.subscribe,
  };
}
