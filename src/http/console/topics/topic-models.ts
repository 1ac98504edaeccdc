import { catalogueText, type RawTopic } from '../../../app/papers/edit-topic.ts';
import type { CuratedTopic } from '../../../app/papers/paper-stores.ts';
import type { FieldError } from '../../../domain/errors.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import type { Html } from '../../forms/html.ts';
import { htmlOfTex } from '../../forms/html.ts';
import { topicHref } from '../../forms/list-models.ts';
import { dateOf, type Moment, momentOf, quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

export type TopicsModel = {
  total: string;
  groups: {
    id: string;
    heading: string;
    topics: { href: string; name: string; slug: string; papers: string; marks: string[] }[];
  }[];
};

export const topicsPage = secretPage<TopicsModel>('console/topics/topics');

/** An admin wrote it, the catalogue lacks it, or it is retired. */
function marksOf({ slug, editedAt, retired }: CuratedTopic): string[] {
  const written = editedAt === null ? [] : [catalogueText(slug) === null ? 'added here' : 'edited here'];
  return [...written, ...(retired ? ['retired'] : [])];
}

/** `/admin/topics`. `papers`: how many each topic has, by its id. */
export function topicsModel(
  topics: readonly CuratedTopic[],
  papers: ReadonlyMap<number, number>,
): TopicsModel {
  return {
    total: quantity(topics.length, 'curated topic'),
    groups: [...Map.groupBy(topics, ({ group }) => group)].map(([heading, members], index) => ({
      id: `group-${index + 1}`,
      heading,
      topics: members.map((topic) => ({
        href: `/admin/topics/${topic.slug}`,
        name: topic.name,
        slug: topic.slug,
        papers: quantity(papers.get(topic.id) ?? 0, 'paper'),
        marks: marksOf(topic),
      })),
    })),
  };
}

export type TopicModel = {
  /** Null for a topic that is to be added. */
  topic: {
    name: string;
    slug: string;
    href: string;
    marks: string[];
    followers: string;
    edited: Moment | null;
    retired: boolean;
  } | null;
  action: string;
  previewAction: string;
  values: RawTopic & { slug: string };
  groups: string[];
  errors: FieldMessages<keyof RawTopic | 'slug'>;
  saved: boolean;
  /** What the catalogue of the code says, where that is something else. */
  catalogue: { field: string; text: string }[];
  /** What the query finds; null when it is wrong. */
  matches: { total: string; papers: { href: string; title: Html; published: Moment }[] } | null;
};

export const topicPage = secretPage<TopicModel>('console/topics/topic', { scripts: ['preview.js'] });

/** The form of a curated topic, with what its query finds. `typed`: what the form held. */
export function topicModel(input: {
  topic: CuratedTopic | null;
  followers: number;
  groups: readonly string[];
  typed?: RawTopic & { slug: string };
  matches: { total: number; papers: readonly Paper[] } | null;
  errors?: readonly FieldError[];
  saved?: boolean;
}): TopicModel {
  const { topic, matches } = input;
  const stored = {
    slug: topic?.slug ?? '',
    name: topic?.name ?? '',
    description: topic?.description ?? '',
    group: topic?.group ?? '',
    query: topic?.query ?? '',
  };
  const action = topic === null ? '/admin/topics/new' : `/admin/topics/${topic.slug}`;
  const ours = topic === null || topic.editedAt === null ? null : catalogueText(topic.slug);
  const differing = (['name', 'group', 'description', 'query'] as const).filter(
    (field) => ours !== null && ours[field] !== stored[field],
  );
  return {
    topic:
      topic === null
        ? null
        : {
            name: topic.name,
            slug: topic.slug,
            href: topicHref(topic.slug),
            marks: marksOf(topic),
            followers: quantity(input.followers, 'follower'),
            edited: topic.editedAt === null ? null : momentOf(topic.editedAt),
            retired: topic.retired,
          },
    action,
    previewAction: `${action}/preview`,
    values: input.typed ?? stored,
    groups: [...new Set(input.groups)],
    errors: messagesFor(['slug', 'name', 'description', 'group', 'query'], input.errors),
    saved: input.saved ?? false,
    catalogue: differing.map((field) => ({ field, text: ours?.[field] ?? '' })),
    matches:
      matches === null
        ? null
        : {
            total: quantity(matches.total, 'paper'),
            papers: matches.papers.map(({ id, title, publishedAt }) => ({
              href: `/papers/${id}`,
              title: htmlOfTex(title),
              published: dateOf(publishedAt),
            })),
          },
  };
}
