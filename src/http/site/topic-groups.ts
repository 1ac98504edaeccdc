import type { Topic } from '../../domain/catalogue/topic.ts';
import { counted } from '../../domain/languages/formats.ts';
import type { Language } from '../../domain/languages/language.ts';
import { topicHref } from '../forms/list-models.ts';

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
/** `chosen`: "2 chosen"; empty for none. */
export type TopicGroup = { id: string; heading: string; topics: TopicEntry[]; chosen: string; open: boolean };

/**
 * Topics under their headings, in the order given, without those that are retired. `chosen` holds the slugs that are
 * ticked; they stay.
 */
export function topicGroups(
  topics: readonly (Topic & { papers?: number })[],
  language: Language,
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
      papers: papers === undefined ? null : counted(papers, language.papers, language),
      checked: chosen.has(slug),
    }));
    const ticked = entries.filter((entry) => entry.checked).length;
    const chosenInWords = ticked === 0 ? '' : counted(ticked, language.pages.forms.chosen, language);
    return { id: `group-${index + 1}`, heading, topics: entries, chosen: chosenInWords, open: ticked > 0 };
  });
}
