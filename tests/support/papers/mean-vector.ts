import type { TextVector } from '../../../src/domain/ranking/text-vector.ts';

/** What the vectors have in common: their sum, scaled to length 1. The order of the vectors does not matter. */
export function meanVector(vectors: readonly TextVector[]): TextVector {
  const sums = new Map<number, number>();
  for (const { terms, weights } of vectors)
    for (const [at, term] of terms.entries()) sums.set(term, (sums.get(term) ?? 0) + weights[at]!);
  const length = Math.hypot(...sums.values());
  const terms = Int32Array.from(sums.keys()).sort();
  return { terms, weights: Float32Array.from(terms, (term) => sums.get(term)! / length) };
}
