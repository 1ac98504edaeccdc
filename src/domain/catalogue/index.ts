import { arxivTopics } from './arxiv-categories.ts';
import { curatedTopics } from './curated-topics.ts';
import { preprintTopics } from './preprint-topics.ts';
import type { CatalogueTopic } from './topic.ts';

/** What people can follow whatever the sources are, in the order in which it is listed. */
export const catalogue: readonly CatalogueTopic[] = [...curatedTopics, ...arxivTopics];

const ofServers = { biorxiv: preprintTopics('biorxiv'), medrxiv: preprintTopics('medrxiv') } as const;

/** Everything that people can follow, with the topics of those sources, by name, that have their own. */
export function catalogueWith(sources: readonly string[]): readonly CatalogueTopic[] {
  const { biorxiv, medrxiv } = ofServers;
  return [
    ...catalogue,
    ...(sources.includes('biorxiv') ? biorxiv : []),
    ...(sources.includes('medrxiv') ? medrxiv : []),
  ];
}

const slugsOf = (topics: readonly CatalogueTopic[]) =>
  topics.filter((topic) => topic.kind === 'category').map((topic) => topic.slug);
const arxivCategories: ReadonlySet<string> = new Set(slugsOf(arxivTopics));

/** Whether `id` is one of arXiv's 155 active categories, written exactly as arXiv does (`cs.RO`, `hep-th`). */
export function isArxivCategory(id: string): boolean {
  return arxivCategories.has(id);
}

const sourceTopics = [...arxivTopics, ...ofServers.biorxiv, ...ofServers.medrxiv];
const categories = slugsOf(sourceTopics);
const categoriesByTopic: ReadonlyMap<string, string[]> = new Map(
  sourceTopics.map(({ slug, kind }) => [
    slug.toLowerCase(),
    kind === 'category' ? [slug] : categories.filter((id) => id.startsWith(`${slug}.`)),
  ]),
);

/** The sources' categories in a topic, its slug in any case: a category itself, those of an archive, else none. */
export function categoriesIn(slug: string): readonly string[] {
  return categoriesByTopic.get(slug.toLowerCase()) ?? [];
}
