import type { TextVector } from '../../src/domain/ranking/text-vector.ts';
import { seeded, shuffled } from './random.ts';

const mostRounds = 200;
const tolerance = 1e-3;

/** The product of dense weights and a sparse vector. */
export function dot(weights: Float64Array, vector: TextVector | undefined): number {
  if (vector === undefined) return 0;
  const { terms, weights: values } = vector;
  let sum = 0;
  for (let at = 0; at < terms.length; at++) sum += (weights[terms[at] ?? 0] ?? 0) * (values[at] ?? 0);
  return sum;
}

/**
 * The weights of a linear support vector machine with squared hinge loss and classes weighted to balance, as
 * scikit-learn's LinearSVC(class_weight='balanced'), by dual coordinate descent (Hsieh and others, ICML 2008,
 * algorithm 1). The last of the `size + 1` weights is the bias; it shifts all alike.
 */
export function trainSvm(
  vectors: readonly TextVector[],
  positive: ReadonlySet<number>,
  { size, C }: { size: number; C: number },
): Float64Array {
  const weights = new Float64Array(size + 1);
  const alphas = new Float64Array(vectors.length);
  const norms = vectors.map(({ weights: values }) => values.reduce((sum, value) => sum + value * value, 1));
  const negatives = vectors.length - positive.size;
  const costOf = (at: number) => (C * vectors.length) / (2 * (positive.has(at) ? positive.size : negatives));
  const random = seeded(1);
  const all = vectors.map((_, at) => at);
  for (let round = 0; round < mostRounds; round++) {
    let largest = 0;
    for (const at of shuffled(random, all)) {
      const vector = vectors[at];
      if (vector === undefined) continue;
      const sign = positive.has(at) ? 1 : -1;
      const slack = 1 / (2 * costOf(at));
      const before = alphas[at] ?? 0;
      const gradient = sign * (dot(weights, vector) + (weights[size] ?? 0)) - 1 + slack * before;
      if (before === 0 && gradient >= 0) continue;
      largest = Math.max(largest, Math.abs(gradient));
      const after = Math.max(before - gradient / ((norms[at] ?? 1) + slack), 0);
      alphas[at] = after;
      const step = (after - before) * sign;
      for (let i = 0; i < vector.terms.length; i++) {
        const term = vector.terms[i] ?? 0;
        weights[term] = (weights[term] ?? 0) + step * (vector.weights[i] ?? 0);
      }
      weights[size] = (weights[size] ?? 0) + step;
    }
    if (largest < tolerance) break;
  }
  return weights;
}
