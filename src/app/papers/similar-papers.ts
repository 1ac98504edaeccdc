import { emptyModel, heaviest, rarityIn } from '../../domain/ranking/text-model.ts';
import { cosine, textVector } from '../../domain/ranking/text-vector.ts';
import type { Deps } from '../deps.ts';
import type { Stores } from '../persistence.ts';

/** Terms of the paper by which others are looked for. */
const askedFor = 48;
/** Papers that are compared as a whole, at least. */
const compared = 100;

/**
 * Finds papers by the keys that they share (app/papers/index-papers.ts) and puts them in the order of the cosine of
 * their whole text vectors. Keeps the text model while it is the stored one: some megabytes.
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
    const nearest = found
      .map(({ paperId: id, terms: of }) => ({ id, similarity: cosine(vector, textVector(of, rare)) }))
      .sort((a, b) => b.similarity - a.similarity || b.id - a.id)
      .slice(0, limit);
    return await papers.byIds(nearest.map(({ id }) => id));
  };
}
