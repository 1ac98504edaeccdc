import { commonVector, ranked, rankedAgain } from '../../domain/ranking/feedback-ranking.ts';
import { emptyModel, heaviest, rarityIn } from '../../domain/ranking/text-model.ts';
import { textVector } from '../../domain/ranking/text-vector.ts';
import type { Deps } from '../deps.ts';
import type { Stores } from '../persistence.ts';

/** Terms of the paper by which others are looked for. */
const askedFor = 48;
/** Papers that are compared as a whole, at least. */
const compared = 100;
/** What the nearest ones have in common counts so much beside the paper itself. */
export const feedbackShare = 0.7;
/** Papers of which that is learnt. */
export const learntFrom = 10;

/**
 * Finds papers by the keys that they share (app/papers/index-papers.ts) and puts them in the order of how alike
 * their whole text vectors are to its own, and to what the nearest ten have in common: papers of one theme use each
 * other's words. One look-up, since the papers that share those words share most of the keys, too. Keeps the text model
 * while it is the stored one: some megabytes.
 */
export function openSimilarPapers({ keys, papers }: Pick<Stores, 'keys' | 'papers'>): Deps['similar'] {
  let known = { number: 0, rarity: rarityIn(emptyModel) };

  async function rarity() {
    if ((await keys.modelNumber()) !== known.number) {
      const stored = await keys.model();
      if (stored !== null) known = { number: stored.number, rarity: rarityIn(stored.model) };
    }
    return known.rarity;
  }

  return async (paperId, limit) => {
    const [terms, rare] = await Promise.all([keys.termsOf(paperId), rarity()]);
    if (terms === null) return [];
    const vector = textVector(terms, rare);
    const found = await keys.sharing(heaviest(vector, askedFor), {
      limit: Math.max(compared, 3 * limit),
      without: paperId,
    });
    const answers = found.map(({ paperId: id, terms: of }) => ({
      paperId: id,
      vector: textVector(of, rare),
    }));
    const common = commonVector(ranked(vector, answers).slice(0, learntFrom));
    const nearest = rankedAgain(vector, common, { answers, share: feedbackShare }).slice(0, limit);
    return await papers.byIds(nearest.map(({ paperId: id }) => id));
  };
}
