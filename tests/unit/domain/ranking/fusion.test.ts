import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fused } from '../../../../src/domain/ranking/fusion.ts';
import { scaledQuery, scaledVector } from '../../../../src/domain/ranking/scaled-vector.ts';

const terms = { terms: new Int32Array(), weights: new Float32Array() };
const scored = (scores: readonly number[]) =>
  scores.map((score, at) => ({ paperId: at + 1, terms, length: 1, score }));
const ids = (list: readonly { paperId: number }[]) => list.map(({ paperId }) => paperId);

describe('scores by words and nearness in meaning', () => {
  test('count alike, however wide the range of each is', () => {
    const words = scored([0.5, 0.4, 0.1]);
    for (const [from, width] of [
      [0, 1],
      [0.7, 0.01],
      [-5, 1_000],
    ] as const) {
      const cosines = [from, from + width, from];
      expect(ids(fused(words, (id) => cosines[id - 1], 1))).toEqual([2, 1, 3]);
    }
  });

  test('of papers without a vector are as they were', () => {
    const words = scored([0.5, 0.4, 0.1]);
    expect(fused(words, () => undefined, 1)).toEqual(words);
    expect(fused(words, () => 0.3, 1)).toEqual(words);
    const some = fused(words, (id) => (id === 1 ? undefined : id), 1);
    expect(some.find(({ paperId }) => paperId === 1)?.score).toBe(0.5);
  });

  test('tell papers apart that have the same words, or none of them', () => {
    expect(ids(fused(scored([0, 0, 0]), (id) => id, 1))).toEqual([3, 2, 1]);
    expect(fused(scored([0, 0, 0]), (id) => id, 1)[0]!.score).toBeLessThan(0.1);
    expect(fused([], () => 1, 1)).toEqual([]);
  });

  test('keep their mean', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.float({ min: 0, max: 2, noNaN: true }), fc.float({ min: -1, max: 1, noNaN: true })),
          { minLength: 1 },
        ),
        (pairs) => {
          const list = fused(scored(pairs.map(([score]) => score)), (id) => pairs[id - 1]![1], 0.8);
          const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
          expect(mean(list.map(({ score }) => score))).toBeCloseTo(mean(pairs.map(([score]) => score)), 4);
        },
      ),
    );
  });
});

describe('a vector in whole numbers', () => {
  test('has a direction, or is none', () => {
    expect(scaledVector([0, 0])).toBeNull();
    expect(scaledVector([])).toBeNull();
    expect(scaledVector([1, Number.NaN])).toBeNull();
    expect(scaledQuery([Number.POSITIVE_INFINITY, 1])).toBeNull();
    expect(scaledVector([1e-200, 0])).toBeNull();
    expect(scaledVector([3, -4])).toEqual({
      numbers: Int8Array.of(95, -127),
      scale: expect.closeTo(0.8 / 127),
    });
  });

  test('has length 1 but for what is rounded', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -1_000, max: 1_000, noNaN: true }), { minLength: 2, maxLength: 50 }),
        (values) => {
          const made = scaledVector(values);
          if (made === null) return;
          expect(Math.hypot(...made.numbers) * made.scale).toBeCloseTo(1, 1);
          expect(Math.max(...made.numbers.map(Math.abs))).toBe(127);
        },
      ),
    );
  });
});
