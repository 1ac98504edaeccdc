import type { BenchPaper } from './papers.ts';
import { terms } from './words.ts';

/** What a reader follows: the papers that share a rare term of their titles, an author, or a label. */
export type Theme = {
  name: string;
  kind: 'term' | 'author' | 'label';
  papers: readonly number[];
  /** Of them, those before and those after the moment of the digest. */
  past: readonly number[];
  future: readonly number[];
};

const leastPast = 4;
const leastFuture = 3;
/** A theme of more papers than this is a field. */
const most = 30;
/** Of the papers that name a theme in the title, how many speak of it in the abstract: else it is a turn of phrase. */
const leastSpoken = 0.6;
/** Of the papers that use a term anywhere, how many have it in the title: else it is everybody's word. */
const leastKey = 0.3;

/**
 * The themes in a set of papers. Real papers: a word or a pair of words that four papers of the past and three of the
 * future have in their titles, at most 30 in all, that these papers are about and the others are not; or an author
 * with two papers before and two after. Whether a paper is on a theme is read from its title or its authors alone.
 * Made papers: the labels that they were written for.
 */
export function findThemes(papers: readonly BenchPaper[], from: number): Theme[] {
  const labels = gather(papers, ({ labels }) => labels ?? []);
  if (labels.size > 0) return themes(labels, 'label', from, { past: leastPast, future: leastFuture });
  const inTitle = gather(papers, ({ title }) => terms(title));
  const anywhere = gather(papers, ({ title, abstract }) => new Set([...terms(title), ...terms(abstract)]));
  const abstracts = papers.map(({ abstract }) => terms(abstract));
  const rare = [...inTitle].filter(([term, list]) => {
    const spoken = list.filter((paper) => abstracts[paper]?.has(term)).length;
    const users = anywhere.get(term)?.length ?? 0;
    return list.length <= most && spoken >= list.length * leastSpoken && list.length >= users * leastKey;
  });
  const found = themes(new Map(rare), 'term', from, { past: leastPast, future: leastFuture });
  const authors = gather(papers, ({ authors }) => new Set(authors));
  return [...distinct(found), ...themes(authors, 'author', from, { past: 2, future: 2 })];
}

function gather(
  papers: readonly BenchPaper[],
  keys: (paper: BenchPaper) => Iterable<string>,
): Map<string, number[]> {
  const lists = new Map<string, number[]>();
  papers.forEach((paper, at) => {
    for (const key of keys(paper)) {
      const list = lists.get(key) ?? [];
      lists.set(key, list);
      list.push(at);
    }
  });
  return lists;
}

function themes(
  lists: ReadonlyMap<string, readonly number[]>,
  kind: Theme['kind'],
  from: number,
  least: { past: number; future: number },
): Theme[] {
  return [...lists]
    .map(([name, papers]) => ({
      name,
      kind,
      papers,
      past: papers.filter((paper) => paper < from),
      future: papers.filter((paper) => paper >= from),
    }))
    .filter(({ past, future }) => past.length >= least.past && future.length >= least.future)
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** How much of the smaller of two themes lies in the other, 0 to 1. */
export function shared(a: Theme, b: Theme): number {
  const other = new Set(b.papers);
  return a.papers.filter((paper) => other.has(paper)).length / Math.min(a.papers.length, b.papers.length);
}

/** Of themes that are nearly the same papers (`driving`, `autonomous driving`), the one with more words. */
function distinct(found: readonly Theme[]): Theme[] {
  const words = ({ name }: Theme) => name.split(' ').length;
  const order = found.toSorted((a, b) => words(b) - words(a) || a.name.localeCompare(b.name));
  const kept: Theme[] = [];
  for (const theme of order) if (kept.every((one) => shared(theme, one) < 0.7)) kept.push(theme);
  return kept;
}
