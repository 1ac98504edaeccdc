import { seeded } from './random.ts';

/** Papers that a digest has room for. */
export const places = 10;

/**
 * The discounted gain of the first ten to that of the best ten there could be, 0 to 1 (Järvelin and Kekäläinen, 2002).
 */
export function ndcg(ranked: readonly number[], relevant: ReadonlySet<number>): number {
  let gain = 0;
  let best = 0;
  for (let place = 0; place < places; place++) {
    const discount = 1 / Math.log2(place + 2);
    const paper = ranked[place];
    if (paper !== undefined && relevant.has(paper)) gain += discount;
    if (place < relevant.size) best += discount;
  }
  return gain / best;
}

/** Of the relevant ones that ten places could hold, the share that the first ten hold. */
export function recall(ranked: readonly number[], relevant: ReadonlySet<number>): number {
  const hits = ranked.slice(0, places).filter((paper) => relevant.has(paper)).length;
  return hits / Math.min(relevant.size, places);
}

/** The middle 95 % of 2,000 means of readers drawn with replacement. */
export function bootstrap(values: readonly number[], seed: number): { low: number; high: number } {
  const random = seeded(seed);
  const means = Array.from({ length: 2_000 }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(random() * values.length)] ?? 0;
    return sum / values.length;
  }).sort((a, b) => a - b);
  return { low: means[50] ?? Number.NaN, high: means[1949] ?? Number.NaN };
}
