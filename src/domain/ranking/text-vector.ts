import { termNumber } from '../term-number.ts';
import { isPair, type PaperText, pairShare, termsOf } from './terms.ts';

/** Numbered terms in ascending order, each once, with their weights. */
export type WeightedTerms = { readonly terms: Int32Array; readonly weights: Float32Array };

/**
 * What a paper is about: its terms, the squares of whose weights add up to 1, each above 0. Empty when there are no
 * terms.
 */
export type TextVector = WeightedTerms;

function inOrder(weightOf: ReadonlyMap<number, number>): WeightedTerms {
  const terms = Int32Array.from(weightOf.keys()).sort();
  return { terms, weights: Float32Array.from(terms, (term) => weightOf.get(term) ?? 0) };
}

function add(weightOf: Map<number, number>, term: number, weight: number): void {
  weightOf.set(term, (weightOf.get(term) ?? 0) + weight);
}

/**
 * A paper's terms and how much it speaks of each, whatever other papers say. A number does not tell what it stands for,
 * so the weight of a pair of words is below 0: pairs may count more or less than words (`themeVector`).
 */
export function paperTerms(paper: PaperText): WeightedTerms {
  const weightOf = new Map<number, number>();
  for (const [term, weight] of termsOf(paper))
    add(weightOf, termNumber(term), isPair(term) ? -weight : weight);
  return inOrder(weightOf);
}

/** How much a term tells when `holders` of `papers` papers have it: 1 when all have it, more the rarer it is. */
export function inverseFrequency(papers: number, holders: number): number {
  return 1 + Math.log((1 + Math.max(papers, holders)) / (1 + holders));
}

/** Terms of more papers than this share tell of fields and of how papers are written, not of themes. */
const commonShare = 0.1;
/** Terms of fewer papers than this share tell no more than those of so many: of a single paper more than of a theme. */
const rareShare = 1 / 60;
/** Among fewer papers it is chance what is common and what is not. */
const enoughPapers = 100;

/**
 * How much each term tells of themes among these papers: as `inverseFrequency`, but nothing for terms of more than a
 * tenth of them, no more for the rarest than for those of a sixtieth of them, and nothing for those of a single one,
 * which are no likeness of two and would make all others weigh less.
 */
export function themeRarity(papers: readonly WeightedTerms[]): (term: number) => number {
  const holders = holdersOf(papers);
  const isFew = papers.length < enoughPapers;
  const [least, most] = isFew ? [0, papers.length] : [2, papers.length * commonShare];
  const rare = isFew ? 0 : papers.length * rareShare;
  return (term) => {
    const count = holders.get(term) ?? 0;
    return count < least || count > most ? 0 : inverseFrequency(papers.length, Math.max(count, rare));
  };
}

/** TF-IDF: each weight times what `rarity` says of its term (`inverseFrequency`), scaled to length 1. */
export function textVector(of: WeightedTerms, rarity: (term: number) => number): TextVector {
  return scaled(of.terms, (at) => Math.abs(of.weights[at] ?? 0) * rarity(of.terms[at] ?? 0));
}

/**
 * The same for digests, where a pair of words counts as much as a single one: it tells more of a theme. In searches,
 * where few words are compared with many, that makes answers worse.
 */
export function themeVector(of: WeightedTerms, rarity: (term: number) => number): TextVector {
  return scaled(of.terms, (at) => {
    const weight = of.weights[at] ?? 0;
    return (weight < 0 ? -weight / pairShare : weight) * rarity(of.terms[at] ?? 0);
  });
}

/** Terms with what `weightAt` their places says, scaled to length 1. */
export function scaled(terms: Int32Array, weightAt: (at: number) => number): TextVector {
  const weights = new Float64Array(terms.length);
  let squares = 0;
  for (let at = 0; at < weights.length; at++) {
    const weight = weightAt(at);
    weights[at] = weight;
    squares += weight * weight;
  }
  // Terms that tell nothing have no length to be scaled to.
  const length = Math.sqrt(squares) || 1;
  for (let at = 0; at < weights.length; at++) weights[at] = (weights[at] ?? 0) / length;
  return { terms, weights: new Float32Array(weights) };
}

/** How long the text vector of these terms would be if it were not scaled; 1 where no term tells anything. */
export function vectorLength({ terms, weights }: WeightedTerms, rarity: (term: number) => number): number {
  let squares = 0;
  for (let at = 0; at < terms.length; at++) squares += ((weights[at] ?? 0) * rarity(terms[at] ?? 0)) ** 2;
  return Math.sqrt(squares) || 1;
}

/** How alike two vectors are: 0 without a common term, 1 for the same. Linear in the number of terms. */
export function cosine(a: TextVector, b: TextVector): number {
  let sum = 0;
  let i = 0;
  let j = 0;
  while (i < a.terms.length && j < b.terms.length) {
    const left = a.terms[i] ?? 0;
    const right = b.terms[j] ?? 0;
    if (left === right) sum += (a.weights[i++] ?? 0) * (b.weights[j++] ?? 0);
    else if (left < right) i++;
    else j++;
  }
  return sum;
}

/** In how many of the papers each term is. */
export function holdersOf(papers: Iterable<WeightedTerms>): Map<number, number> {
  const holders = new Map<number, number>();
  for (const { terms } of papers) for (const term of terms) add(holders, term, 1);
  return holders;
}
