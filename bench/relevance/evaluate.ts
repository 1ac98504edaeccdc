import { mean } from '../result.ts';
import { bootstrap, ndcg, recall } from './metrics.ts';
import type { BenchReader } from './readers.ts';
import type { Ranker } from './world.ts';

/** What came of one ranker, reader by reader. */
export type Outcome = {
  name: string;
  ndcg: number[];
  recall: number[];
  /** Of the reader's interests, the share with a paper on it among the ten. */
  served: number[];
  /** How many papers were shown. */
  shown: number[];
  /** The papers, best first. */
  ranked: number[][];
};

export async function evaluate(ranker: Ranker, readers: readonly BenchReader[]): Promise<Outcome> {
  const outcome: Outcome = { name: ranker.name, ndcg: [], recall: [], served: [], shown: [], ranked: [] };
  for (const reader of readers) {
    const ranked = await ranker.rank(reader);
    const served = reader.themes.filter(({ future }) => ranked.some((paper) => future.includes(paper)));
    outcome.ndcg.push(ndcg(ranked, reader.relevant));
    outcome.recall.push(recall(ranked, reader.relevant));
    outcome.served.push(served.length / reader.themes.length);
    outcome.shown.push(ranked.length);
    outcome.ranked.push(ranked);
  }
  return outcome;
}

/** The one with the highest mean nDCG. */
export function bestOf(outcomes: readonly Outcome[]): Outcome {
  const [best] = outcomes.toSorted((a, b) => mean(b.ndcg) - mean(a.ndcg));
  if (best === undefined) throw new Error('there is nothing to compare with');
  return best;
}

/** Mean and bootstrap interval as one word. */
export function inWords(values: readonly number[], seed: number): string {
  const { low, high } = bootstrap(values, seed);
  return `${mean(values).toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}
