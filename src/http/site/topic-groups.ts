import type { Topic } from '../../domain/catalogue/topic.ts';
import { topicHref } from '../forms/list-models.ts';
import { quantity } from '../forms/words.ts';

export type TopicEntry = {
  slug: string;
  name: string;
  description: string;
  href: string;
  /** arXiv's own are known by their slug (`cs.RO`); the slug of a curated one says nothing more than its name. */
  showSlug: boolean;
  /** "1,204 papers"; null when it was not counted. */
  papers: string | null;
  checked: boolean;
};
export type TopicGroup = { id: string; heading: string; topics: TopicEntry[]; chosen: number; open: boolean };

/**
 * Topics under their headings, in the order given, without those that are retired. `chosen` holds the slugs that are
 * ticked; they stay.
 */
export function topicGroups(
  topics: readonly (Topic & { papers?: number })[],
  chosen: ReadonlySet<string> = new Set(),
): TopicGroup[] {
  const offered = topics.filter((topic) => !topic.retired || chosen.has(topic.slug));
  return [...Map.groupBy(offered, (topic) => topic.group)].map(([heading, members], index) => {
    const entries = members.map(({ slug, name, description, kind, papers }) => ({
      slug,
      name,
      description,
      href: topicHref(slug),
      showSlug: kind !== 'curated',
      papers: papers === undefined ? null : quantity(papers, 'paper'),
      checked: chosen.has(slug),
    }));
    const ticked = entries.filter((entry) => entry.checked).length;
    return { id: `group-${index + 1}`, heading, topics: entries, chosen: ticked, open: ticked > 0 };
  });
}
