import groups from './arxiv-categories.json' with { type: 'json' };
import type { CatalogueTopic } from './topic.ts';

/**
 * arXiv's taxonomy (https://arxiv.org/category_taxonomy), in arxiv-categories.json: 155 active categories in eight
 * groups, with both sides of each alias as arXiv lists them, and the eleven archives that are divided into categories.
 * Names are arXiv's, descriptions are ours.
 */
type Group = { name: string; archives: readonly { archive: Entry | null; categories: readonly Entry[] }[] };
type Entry = { slug: string; name: string; description: string };

function topic(kind: 'archive' | 'category', group: string, entry: Entry): CatalogueTopic {
  return { ...entry, kind, group, query: null };
}

/** Archives and categories in the order of the catalogue: each archive stands before its categories. */
export const arxivTopics: readonly CatalogueTopic[] = (groups satisfies readonly Group[]).flatMap(
  ({ name, archives }) =>
    archives.flatMap(({ archive, categories }) => [
      ...(archive === null ? [] : [topic('archive', name, archive)]),
      ...categories.map((category) => topic('category', name, category)),
    ]),
);

/**
 * Six categories are listed under two names; whatever is in one is in the other. Alias and canonical id, as in arXiv's
 * own definitions (https://github.com/arXiv/arxiv-base, `CATEGORY_ALIASES`).
 */
export const categoryAliases: readonly (readonly [alias: string, canonical: string])[] = [
  ['cs.NA', 'math.NA'],
  ['cs.SY', 'eess.SY'],
  ['math.IT', 'cs.IT'],
  ['math.MP', 'math-ph'],
  ['q-fin.EC', 'econ.GN'],
  ['stat.TH', 'math.ST'],
];

const otherName: ReadonlyMap<string, string> = new Map([
  ...categoryAliases,
  ...categoryAliases.map(([alias, canonical]): [string, string] => [canonical, alias]),
]);

/**
 * A paper's categories with the second name of those that have two, as arXiv lists them: some sources give only one
 * (`eess.SY` without `cs.SY`), and who follows the other would miss the paper. Keeps the order, repeats nothing.
 */
export function withAliases(categories: readonly string[]): string[] {
  return [...new Set([...categories, ...categories.flatMap((category) => otherName.get(category) ?? [])])];
}
