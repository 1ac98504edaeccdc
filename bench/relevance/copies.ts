import type { BenchPaper } from './papers.ts';

/** Every so many papers of the future one is there twice. */
const every = 5;

/**
 * The papers, and after them copies of some of the future's, as a journal's version looks beside the preprint: a
 * changed title, two authors, and every third sentence of the abstract gone. `original` of a copy is what it copies.
 */
export function withCopies(
  papers: readonly BenchPaper[],
  from: number,
): { papers: BenchPaper[]; original: ReadonlyMap<number, number> } {
  const original = new Map<number, number>();
  const all = [...papers];
  for (let paper = from; paper < papers.length; paper += every) {
    const source = papers[paper];
    if (source === undefined) continue;
    original.set(all.length, paper);
    const sentences = source.abstract.split(/(?<=\.) /);
    all.push({
      ...source,
      title: `${source.title.split(':').at(-1)?.trim()}, revisited`,
      authors: source.authors.slice(0, 2),
      abstract: sentences.filter((_, at) => at % 3 !== 1).join(' '),
    });
  }
  return { papers: all, original };
}

/** How many copies stand beside their originals. */
export function copiesTogether(ranked: readonly number[], original: ReadonlyMap<number, number>): number {
  return ranked.filter((paper) => ranked.includes(original.get(paper) ?? -1)).length;
}
