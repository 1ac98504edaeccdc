import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  emptyModel,
  heaviest,
  isOutgrown,
  rarityIn,
  textModel,
} from '../../../../src/domain/ranking/text-model.ts';
import {
  holdersOf,
  inverseFrequency,
  type WeightedTerms,
} from '../../../../src/domain/ranking/text-vector.ts';

const term = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 2 ** 31 - 1 }));
const paper = fc
  .uniqueArray(fc.tuple(term, fc.integer({ min: 1, max: 1_000 })), { selector: ([number]) => number })
  .map((pairs): WeightedTerms => {
    const sorted = pairs.sort(([a], [b]) => a - b);
    return {
      terms: Int32Array.from(sorted, ([number]) => number),
      weights: Float32Array.from(sorted, ([, weight]) => weight),
    };
  });

describe('a text model', () => {
  test('says of each term of its sample in how many papers it is, and of others as of a single one', () => {
    fc.assert(
      fc.property(fc.array(paper), term, (papers, other) => {
        const rarity = rarityIn(textModel(papers));
        const holders = holdersOf(papers);
        for (const number of [...holders.keys(), other])
          expect(rarity(number)).toBe(inverseFrequency(papers.length, holders.get(number) ?? 1));
      }),
    );
  });

  test('holds no term that a single paper has, so that it stays small', () => {
    fc.assert(
      fc.property(fc.array(paper), (papers) => {
        const { terms, holders } = textModel(papers);
        expect([...terms]).toEqual([...new Set(terms)].sort((a, b) => a - b));
        expect(Math.min(2, ...holders)).toBe(2);
      }),
    );
  });

  test('of no papers tells nothing apart', () => {
    const rarity = rarityIn(emptyModel);
    expect(rarity(1)).toBe(rarity(2_000_000_000));
  });

  test.each<[number, number, boolean]>([
    [0, 0, false],
    [0, 1, true],
    [100, 199, false],
    [100, 200, true],
    [100, 50, false],
  ])('made of %i papers is outgrown by %i: %s', (madeOf, collection, outgrown) => {
    expect(isOutgrown(madeOf, collection)).toBe(outgrown);
  });
});

test('the heaviest terms are the heaviest, in falling order', () => {
  fc.assert(
    fc.property(paper, fc.integer({ min: 0, max: 30 }), (all, most) => {
      const { terms, weights } = heaviest(all, most);
      expect(terms).toHaveLength(Math.min(most, all.terms.length));
      expect([...weights]).toEqual([...all.weights].sort((a, b) => b - a).slice(0, most));
      for (const [at, number] of terms.entries())
        expect(weights[at]).toBe(all.weights[all.terms.indexOf(number)]);
    }),
  );
});
