import type { Topic } from '../../../domain/catalogue/topic.ts';
import { exactSearch, parseSearch } from '../../../domain/papers/search-query.ts';
import { dayMs } from '../../../domain/time/units.ts';
import { type OptionGroup, topicOptions } from '../../forms/form-options.ts';
import { topicHref } from '../../forms/list-models.ts';
import { openPage } from '../../page-description.ts';
import { filled } from '../../say.ts';
import { dayHref, everyField } from '../days/day-models.ts';
import { type PaperList, type PaperListInput, paperList, placeHref } from '../paper-list-models.ts';
import type { SubscribeFormModel } from '../subscribe-form.ts';
import type { EmptyList } from './empty-list.ts';
import {
  authorLinks,
  type NothingFound,
  nothingFound,
  type SearchChip,
  searchChips,
  searchHeading,
} from './search-models.ts';

export type HomeModel = PaperList & {
  heading: string;
  /** What was searched for, and what narrows it. */
  q: string;
  chips: SearchChip[];
  /** Whose name was typed, perhaps. */
  authors: { href: string; name: string }[];
  /** Of a search without papers; null of any other page. */
  nothing: NothingFound | null;
  /** What was searched for instead, and the way to what was typed; null: just that. */
  corrected: { text: string; exact: { text: string; href: string } } | null;
  filter: OptionGroup[];
  /** The topic that the list is narrowed to, and the way back to all fields. */
  topic: { name: string; href: string; without: string } | null;
  subscribe: SubscribeFormModel;
  /** What to say in place of papers; null of a search, and where there are some. */
  empty: EmptyList | null;
  /** There will be something else in a moment. */
  renews: boolean;
  /** The papers of yesterday; null on a search. */
  yesterday: string | null;
};

export const homePage = openPage<HomeModel>('site/home/home', {
  scripts: ['page.js', 'search.js', 'cards.js'],
});

/** `/`: `topic` is the topic of `?topic=`, `topics` the catalogue. */
export function homeModel(
  input: PaperListInput & {
    q: string | null;
    corrected: string | null;
    authors?: readonly { name: string }[];
    topic: Topic | null;
    topics: readonly Topic[];
    now: Date;
    empty?: EmptyList | null;
  },
): HomeModel {
  const q = input.q?.trim() || null;
  const { topic, language } = input;
  const words = language.pages.papers;
  const place = { path: '/', q, topic: topic?.slug ?? null, compact: input.compact ?? false };
  return {
    ...paperList(input, place),
    heading:
      q !== null
        ? searchHeading(input.corrected ?? q, language)
        : topic !== null
          ? filled(words.trendingIn, { topic: topic.name })
          : words.trending,
    q: q ?? '',
    authors: authorLinks(input.authors ?? []),
    nothing:
      q === null || input.papers.length > 0
        ? null
        : nothingFound(q, { ...place, window: input.window }, language),
    chips: q === null ? [] : searchChips(q, { ...place, window: input.window }, language),
    corrected:
      q === null || input.corrected === null
        ? null
        : {
            text: parseSearch(input.corrected).words ?? '',
            exact: {
              text: parseSearch(q).words ?? '',
              href: placeHref({ ...place, q: exactSearch(q), window: input.window }),
            },
          },
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
    empty: input.empty ?? null,
    renews: input.empty?.renews === true,
    yesterday:
      q !== null
        ? null
        : dayHref(
            { ...everyField, topic: topic?.slug ?? null },
            new Date(input.now.getTime() - dayMs),
            'day',
          ),
  };
}

/** The topics that a list can be narrowed to: curated ones and whole archives, and the one that it is narrowed to. */
function topicFilter(topics: readonly Topic[], selected: string | null): OptionGroup[] {
  const offered = topics.filter(
    (topic) => (topic.kind !== 'category' && !topic.retired) || topic.slug === selected,
  );
  return topicOptions(offered, selected);
}
