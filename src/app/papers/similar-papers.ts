import {
  answerOf,
  commonVector,
  ranked,
  rankedAgain,
  type Scored,
} from '../../domain/ranking/feedback-ranking.ts';
import { fused } from '../../domain/ranking/fusion.ts';
import { emptyModel, heaviest, rarityIn } from '../../domain/ranking/text-model.ts';
import { textVector } from '../../domain/ranking/text-vector.ts';
import type { Deps } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import type { Meaning } from './embeddings/meaning.ts';

/** Terms of the paper by which others are looked for. */
const askedFor = 48;
/** Papers that are compared as a whole, at least. */
const compared = 100;
/** What the nearest ones have in common counts so much beside the paper itself. */
export const feedbackShare = 0.7;
/** Papers of which that is learnt. */
export const learntFrom = 10;
/** Nearness in meaning counts so much beside words. */
const meaningShare = 1;

/**
 * Finds papers by the keys that they share (app/papers/index-papers.ts) and puts them in the order of how alike
 * their whole text vectors are to its own, and to what the nearest ten have in common: papers of one theme use each
 * other's words. One look-up, since the papers that share those words share most of the keys, too. Keeps the text model
 * while it is the stored one: some megabytes. Where `meaning` knows what is near, that is looked at, too, and counts.
 */
export function openSimilarPapers({ keys }: Pick<Stores, 'keys'>, meaning: Meaning | null): Deps['similar'] {
  let known = { number: 0, rarity: rarityIn(emptyModel) };

  /** The stored one; `number` tells whether it is the known one. */
  async function textModel(number: number) {
    if (number !== known.number) {
      const stored = await keys.model();
      if (stored !== null) known = { number: stored.number, rarity: rarityIn(stored.model) };
    }
    return known;
  }

  /** Only of those that would be shown it is asked who may see them. */
  async function firstVisible(ids: readonly number[], limit: number): Promise<number[]> {
    const shown: number[] = [];
    for (let start = 0; start < ids.length && shown.length < limit; start += 2 * limit) {
      const next = ids.slice(start, start + 2 * limit);
      const visible = await keys.visibleOf(next);
      shown.push(...next.filter((id) => visible.has(id)));
    }
    return shown.slice(0, limit);
  }

  return async (paperId, limit) => {
    const paper = await keys.termsOf(paperId);
    if (paper === null) return [];
    const model = await textModel(paper.model);
    const { rarity } = model;
    const vector = textVector(paper.terms, rarity);
    const most = Math.max(compared, 3 * limit);
    const [found, nearness] = await Promise.all([
      keys.sharing(heaviest(vector, askedFor), { limit: most, without: paperId }),
      meaning?.ofPaper(paperId) ?? null,
    ]);
    if (nearness !== null) {
      const before = new Set([paperId, ...found.map(({ paperId: id }) => id)]);
      found.push(...(await keys.termsOfSome(nearness.nearest(most).filter((id) => !before.has(id)))));
    }
    const answers = found.map((one) => answerOf(one, model));
    const withMeaning = (scored: readonly Scored[]) =>
      nearness === null ? [...scored] : fused(scored, nearness.of, meaningShare);
    const common = commonVector(withMeaning(ranked(vector, answers, rarity)).slice(0, learntFrom), rarity);
    const again = rankedAgain(vector, common, { answers, rarity, share: feedbackShare });
    const nearest = withMeaning(again).map(({ paperId: id }) => id);
    return await firstVisible(nearest, limit);
  };
}
