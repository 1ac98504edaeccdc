import type { Topic } from '../../domain/catalogue/topic.ts';
import { english } from '../../domain/languages/en.ts';
import { counted } from '../../domain/languages/formats.ts';
import { field, fields, listIn } from './form-body.ts';

export type TopicTick = {
  slug: string;
  name: string;
  /** arXiv's own are known by their slug; the slug of a curated one says nothing more than its name. */
  showSlug: boolean;
  checked: boolean;
};
export type TopicTicks = {
  heading: string;
  /** "2 chosen"; empty for none. */
  chosen: string;
  open: boolean;
  topics: TopicTick[];
}[];

/** Topics to tick in a form of the console, under their headings; one that is retired only where it is ticked. */
export function topicTicks(topics: readonly Topic[], chosen: readonly string[]): TopicTicks {
  const ticked = new Set(chosen.map((slug) => slug.toLowerCase()));
  const entries = topics.map((topic) => ({ ...topic, checked: ticked.has(topic.slug.toLowerCase()) }));
  const offered = entries.filter(({ retired, checked }) => !retired || checked);
  return [...Map.groupBy(offered, ({ group }) => group)].map(([heading, members]) => {
    const count = members.filter(({ checked }) => checked).length;
    return {
      heading,
      chosen: count === 0 ? '' : counted(count, english.pages.forms.chosen, english),
      open: count > 0,
      topics: members.map(({ slug, name, kind, checked }) => ({
        slug,
        name,
        showSlug: kind !== 'curated',
        checked,
      })),
    };
  });
}

/** The slugs of the topics that were ticked; a form that carries them along has them in one field. */
export function tickedTopics(body: unknown): string[] {
  const all = fields(body, 'topics');
  return all.length > 1 ? all : listIn(field(body, 'topics'), /[\s,;]+/);
}
