import { longest } from '../lengths.ts';
import { arxivTopics } from './arxiv-categories.ts';
import { curatedTopics } from './curated-topics.ts';
import { categoryInWords, preprintTopics } from './preprint-topics.ts';
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
const names: ReadonlyMap<string, string> = new Map(
  arxivTopics.filter(({ kind }) => kind === 'category').map(({ slug, name }) => [slug, name]),
);

/** What a category of any source is called: "Graphics" for `cs.GR`, "bioRxiv: cell biology", else what it is. */
export function categoryName(category: string): string {
  if (category.length > longest.slug) return '';
  return names.get(category) ?? categoryInWords(category);
}

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
