import { cut, longest } from '../lengths.ts';
import type { Paper } from '../papers/paper.ts';
import { foldText, phrases } from './tokenize.ts';

/** What the terms of a paper are taken from. */
export type PaperText = Pick<Paper, 'title' | 'abstract' | 'authors' | 'categories'>;

/** A word of the title counts as said so often in the abstract. */
const titleTimes = 2;
/** A pair of neighbouring words weighs so much beside a single one. */
export const pairShare = 0.6;
const categoryWeight = 0.7;
const nameWeight = 1.2;
const initialWeight = 0.8;
/** So many authors have their full weight each; more of them share it. */
const fullAuthors = 8;
/**
 * Bounds of what is read, in UTF-16 units and in names: no abstract is longer, collaborations have thousands of names.
 */
const longestTitle = 1_000;
const longestAbstract = 10_000;
const mostAuthors = 50;

/**
 * The terms of a paper with their weights: words and pairs of neighbouring words of title and abstract, by how often
 * they are said (1 + ln of the number; the title twice); authors by name and by family name with initial; categories.
 * Each kind has names of its own, so that the author Green is not the word. A paper without authors and categories
 * has the same terms otherwise.
 */
export function termsOf(paper: PaperText): Map<string, number> {
  const stated = new Map<string, number>();
  count(stated, paper.title.slice(0, longestTitle), titleTimes);
  count(stated, paper.abstract.slice(0, longestAbstract), 1);
  const terms = new Map<string, number>();
  for (const [term, times] of stated) terms.set(term, (isPair(term) ? pairShare : 1) * (1 + Math.log(times)));
  for (const [name, weight] of authorTerms(paper.authors)) terms.set(name, weight);
  for (const category of paper.categories) terms.set(`in:${category.toLowerCase()}`, categoryWeight);
  return terms;
}

/** Whether a term of a text is two words; of a name, which may have spaces too, it is not. */
export function isPair(term: string): boolean {
  return term.includes(' ') && !term.includes(':');
}

function count(said: Map<string, number>, text: string, times: number): void {
  const add = (term: string) => said.set(term, (said.get(term) ?? 0) + times);
  for (const phrase of phrases(text)) {
    let before: string | undefined;
    for (const word of phrase) {
      // A lone letter or number says something only beside another word: "gpt 4", "3 sat".
      if (!/^(?:\d+|[a-z\u0370-\u03ff])$/.test(word)) add(word);
      if (before !== undefined) add(`${before} ${word}`);
      before = word;
    }
  }
}

function authorTerms(authors: readonly string[]): Map<string, number> {
  const terms = new Map<string, number>();
  const share = Math.min(1, Math.sqrt(fullAuthors / authors.length));
  for (const written of authors.slice(0, mostAuthors)) {
    const author = cut(written, longest.typedAuthor);
    const [family = [], given = []] = author.includes(',')
      ? author.split(',', 2).map(nameParts)
      : [nameParts(author).slice(-1), nameParts(author).slice(0, -1)];
    if (family.length === 0) continue;
    const name = family.join(' ');
    terms.set(`by:${name},${given[0]?.[0] ?? ''}`, initialWeight * share);
    if ((given[0]?.length ?? 0) > 1) terms.set(`by:${name},${given[0]}`, nameWeight * share);
  }
  return terms;
}

function nameParts(name: string): string[] {
  return foldText(name).match(/[\p{L}\p{N}]+/gu) ?? [];
}
