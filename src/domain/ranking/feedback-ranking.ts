import { cosine, type TextVector, type WeightedTerms } from './text-vector.ts';

/** A paper that may answer, by its text vector. */
export type Answer = { paperId: number; vector: TextVector };
export type Scored = Answer & { score: number };

/** The best first; of equals the newer. */
export function byScore(a: Scored, b: Scored): number {
  return b.score - a.score || b.paperId - a.paperId;
}

/** Answers by how alike they are to what is asked for. */
export function ranked(asked: TextVector, answers: readonly Answer[]): Scored[] {
  return answers.map((answer) => ({ ...answer, score: cosine(asked, answer.vector) })).sort(byScore);
}

/**
 * What the best answers have in common: the mean of their vectors, each by its score, at length 1 (pseudo-relevance
 * feedback in Rocchio's way). Empty when none has a score.
 */
export function commonVector(best: readonly Scored[]): TextVector {
  const sums = new Map<number, number>();
  for (const { vector, score } of best)
    vector.terms.forEach((term, at) => {
      sums.set(term, (sums.get(term) ?? 0) + score * (vector.weights[at] ?? 0));
    });
  return unit(sums);
}

/** What was asked for with a `share` of what the best answers have in common, to look for more by. */
export function widened(asked: TextVector, common: TextVector, share: number): WeightedTerms {
  const sums = new Map<number, number>();
  asked.terms.forEach((term, at) => {
    sums.set(term, asked.weights[at] ?? 0);
  });
  common.terms.forEach((term, at) => {
    sums.set(term, (sums.get(term) ?? 0) + share * (common.weights[at] ?? 0));
  });
  const terms = Int32Array.from(sums.keys()).sort();
  return { terms, weights: Float32Array.from(terms, (term) => sums.get(term) ?? 0) };
}

/** Answers by how alike they are to what is asked for and, for a `share`, to what the best of them have in common. */
export function rankedAgain(
  asked: TextVector,
  common: TextVector,
  { answers, share }: { answers: readonly Answer[]; share: number },
): Scored[] {
  return answers
    .map((answer) => ({
      ...answer,
      score: cosine(asked, answer.vector) + share * cosine(common, answer.vector),
    }))
    .sort(byScore);
}

/** Terms with their weights, scaled to length 1. */
export function unit(weightOf: ReadonlyMap<number, number>): TextVector {
  const length = Math.hypot(...weightOf.values()) || 1;
  const terms = Int32Array.from(weightOf.keys()).sort();
  return { terms, weights: Float32Array.from(terms, (term) => (weightOf.get(term) ?? 0) / length) };
}
