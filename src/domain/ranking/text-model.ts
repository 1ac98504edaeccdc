import { inverseFrequency, type WeightedTerms } from './text-vector.ts';

/** In how many of a sample's papers each term is, numbers ascending. Terms of a single paper are left out. */
export type TextModel = { readonly papers: number; readonly terms: Int32Array; readonly holders: Int32Array };

/** Before there are papers: all terms tell the same. */
export const emptyModel: TextModel = { papers: 0, terms: new Int32Array(), holders: new Int32Array() };

/** Papers that are enough to tell how rare a term is. */
export const sampleSize = 20_000;

/** Counts a sample. Takes memory for all its terms at once: about 16 MB for 20,000 papers. */
export function textModel(sample: readonly WeightedTerms[]): TextModel {
  const all = new Int32Array(sample.reduce((sum, { terms }) => sum + terms.length, 0));
  let at = 0;
  for (const { terms } of sample) {
    all.set(terms, at);
    at += terms.length;
  }
  all.sort();
  const terms: number[] = [];
  const holders: number[] = [];
  for (let from = 0; from < all.length; ) {
    const term = all[from] ?? 0;
    let to = from + 1;
    while (all[to] === term) to++;
    if (to - from > 1) {
      terms.push(term);
      holders.push(to - from);
    }
    from = to;
  }
  return { papers: sample.length, terms: Int32Array.from(terms), holders: Int32Array.from(holders) };
}

/** Whether a model made of so many papers no longer tells how rare terms are: the collection has doubled since. */
export function isOutgrown(madeOf: number, collection: number): boolean {
  return collection >= 2 * madeOf && collection > madeOf;
}

/**
 * Of the 31 bits of a term's number, those by which it is looked for among its neighbours: a quarter of a megabyte of
 * starts. What takes time is what is not in the processor's cache.
 */
const lowBits = 15;

/**
 * How much a term tells by the model (`inverseFrequency`); one that it does not know counts as that of one paper. Made
 * once for many look-ups: numbers of terms are spread evenly, so that their upper bits lead to some five neighbours.
 */
export function rarityIn({ papers, terms, holders }: TextModel): (term: number) => number {
  const unknown = inverseFrequency(papers, 1);
  // Many terms have as many holders: one rarity for all of them.
  const rarities = Float64Array.from({ length: Math.max(papers, 1) + 1 }, (_, count) =>
    inverseFrequency(papers, count),
  );
  const starts = new Int32Array(2 ** (31 - lowBits) + 1);
  for (const term of terms) starts[(term >>> lowBits) + 1] = (starts[(term >>> lowBits) + 1] ?? 0) + 1;
  for (let at = 1; at < starts.length; at++) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
  const counts = papers < 2 ** 16 ? Uint16Array.from(holders) : holders;
  return (term) => {
    const end = starts[(term >>> lowBits) + 1] ?? 0;
    for (let at = starts[term >>> lowBits] ?? 0; at < end; at++)
      if (terms[at] === term) return rarities[counts[at] ?? 0] ?? unknown;
    return unknown;
  };
}

/** Its `most` heaviest terms, the lower number first among equals. */
export function heaviest({ terms, weights }: WeightedTerms, limit: number): WeightedTerms {
  const order = Array.from(terms, (_, at) => at)
    .sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b)
    .slice(0, limit);
  return {
    terms: Int32Array.from(order, (at) => terms[at] ?? 0),
    weights: Float32Array.from(order, (at) => weights[at] ?? 0),
  };
}
