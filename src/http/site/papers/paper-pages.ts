import type { Topic } from '../../../domain/catalogue/topic.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import type { Window } from '../../../domain/ranking/trending.ts';
import type { SubscribeFormModel } from '../../forms/form-models.ts';
import {
  counted,
  number,
  type OptionGroup,
  type Pager,
  pager,
  placeHref,
  type Tab,
  type TopicGroup,
  topicFilter,
  topicGroups,
  topicHref,
  windowTabs,
} from '../../forms/list-models.ts';
import { type PaperDetails, type PaperItem, paperDetails, paperItem } from '../../forms/paper-models.ts';
import { type SearchChip, searchChips, searchHeading } from '../../forms/search-models.ts';

type ListInput = {
  papers: readonly Paper[];
  /** Papers of the whole list; with `exact` false there are more. */
  total: number;
  exact: boolean;
  /** From 1. */
  page: number;
  /** Papers a page. */
  limit: number;
  /** Null: of any age. */
  window: Window | null;
  /** Words to mark, in lower case. */
  marked?: ReadonlySet<string>;
  subscribe: SubscribeFormModel;
};

function paperList(
  input: ListInput,
  place: { path: string; q: string | null; topic: string | null },
): PaperList {
  const where = { ...place, window: input.window };
  return {
    papers: input.papers.map((paper) => paperItem(paper, input.marked)),
    total: input.exact ? counted(input.total, 'paper') : `${number(input.total)}+ papers`,
    tabs: windowTabs(where),
    pager: pager(where, input),
  };
}

/** `/`: `topic` is the topic of `?topic=`, `topics` the catalogue. */
export function homeModel(
  input: ListInput & { q: string | null; topic: Topic | null; topics: readonly Topic[] },
): HomeModel {
  const q = input.q?.trim() || null;
  const { topic } = input;
  const place = { path: '/', q, topic: topic?.slug ?? null };
  return {
    ...paperList(input, place),
    heading: q !== null ? searchHeading(q) : topic !== null ? `Trending in ${topic.name}` : 'Trending papers',
    q: q ?? '',
    chips: q === null ? [] : searchChips(q, { ...place, window: input.window }),
    filter: topicFilter(input.topics, topic?.slug ?? null),
    topic:
      topic === null
        ? null
        : {
            name: topic.name,
            href: topicHref(topic.slug),
            without: placeHref({ ...place, topic: null, window: input.window }),
          },
    subscribe: input.subscribe,
  };
}

/** `/topics/:slug`. */
export function topicModel(input: ListInput & { topic: Topic }): TopicModel {
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

/** `/papers/:id`. */
export function paperModel(input: {
  paper: Paper;
  similar: readonly Paper[];
  subscribe: SubscribeFormModel;
}): PaperModel {
  const paper = paperDetails(input.paper);
  return {
    paper,
    similar: input.similar.map((paper) => paperItem(paper)),
    math: paper.math,
    subscribe: input.subscribe,
  };
}

/** `/topics`. */
export function topicsModel(topics: readonly (Topic & { papers: number })[]): TopicsModel {
  return {
    groups: topicGroups(topics),
    total: counted(topics.filter(({ retired }) => !retired).length, 'topic'),
  };
}

export type PaperList = { papers: PaperItem[]; total: string; tabs: Tab[]; pager: Pager };

export type HomeModel = PaperList & {
  heading: string;
  /** What was searched for, and what narrows it. */
  q: string;
  chips: SearchChip[];
  filter: OptionGroup[];
  /** The topic that the list is narrowed to, and the way back to all fields. */
  topic: { name: string; href: string; without: string } | null;
  subscribe: SubscribeFormModel;
};

export type PaperModel = {
  paper: PaperDetails;
  similar: PaperItem[];
  /** Formulas are to be set by a script. */
  math: boolean;
  subscribe: SubscribeFormModel;
};

export type TopicsModel = { groups: TopicGroup[]; total: string };

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
