import { arxivTopics } from './arxiv-categories.ts';
import { curatedTopics } from './curated-topics.ts';
import type { CatalogueTopic } from './topic.ts';

/** Everything that people can follow, in the order in which it is listed. */
export const catalogue: readonly CatalogueTopic[] = [...curatedTopics, ...arxivTopics];

const categories: ReadonlySet<string> = new Set(
  arxivTopics.filter((topic) => topic.kind === 'category').map((topic) => topic.slug),
);

/** Whether `id` is one of arXiv's 155 active categories, written exactly as arXiv does (`cs.RO`, `hep-th`). */
export function isArxivCategory(id: string): boolean {
  return categories.has(id);
}

const categoriesByTopic: ReadonlyMap<string, string[]> = new Map(
  arxivTopics.map(({ slug, kind }) => [
    slug.toLowerCase(),
    kind === 'category' ? [slug] : [...categories].filter((id) => id.startsWith(`${slug}.`)),
  ]),
);

/** arXiv's categories in a topic, whose slug may be in any case: a category itself, those of an archive, else none. */
export function categoriesIn(slug: string): readonly string[] {
  return categoriesByTopic.get(slug.toLowerCase()) ?? [];
}
