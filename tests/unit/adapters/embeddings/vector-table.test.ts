import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largest } from '../../../../src/adapters/embeddings/largest.ts';
import { openVectorTable } from '../../../../src/adapters/embeddings/vector-table.ts';
import { scaledQuery, scaledVector } from '../../../../src/domain/ranking/scaled-vector.ts';
import { seeded } from '../../../support/seeded.ts';

function made(count: number, dimensions: number, seed = 1): number[][] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => Array.from({ length: dimensions }, () => random() - 0.5));
}

function rowsOf(vectors: readonly number[][], firstId = 1) {
  const scaled = vectors.map((vector) => scaledVector(vector)!);
  return {
    paperIds: vectors.map((_, at) => firstId + at),
    scales: scaled.map(({ scale }) => scale),
    numbers: Buffer.concat(scaled.map(({ numbers }) => Buffer.from(numbers.buffer))),
    revision: 1n,
  };
}

const cosine = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, at) => sum + value * b[at]!, 0) / (Math.hypot(...a) * Math.hypot(...b));

function tableOf(vectors: readonly number[][]) {
  const table = openVectorTable();
  table.begin(vectors[0]!.length);
  table.set(rowsOf(vectors));
  return table;
}

describe('a table of vectors', () => {
  test.each([2, 15, 16, 17, 384, 1_000, 8_192])(
    'compares vectors of %i numbers nearly as exactly as they are',
    (dimensions) => {
      const vectors = made(20, dimensions);
      const [query] = made(1, dimensions, 2);
      const near = tableOf(vectors).compare(scaledQuery(query!)!);
      for (const [at, vector] of vectors.entries())
        expect(near.of(at + 1)).toBeCloseTo(cosine(query!, vector), 2);
    },
  );

  test('does not overflow with the largest numbers that there are', () => {
    const [all, none] = [Array.from({ length: 8_192 }, () => 1), Array.from({ length: 8_192 }, () => -1)];
    const near = tableOf([all, none]).compare(scaledQuery(all)!);
    expect(near.of(1)).toBeCloseTo(1, 3);
    expect(near.of(2)).toBeCloseTo(-1, 3);
  });

  test('finds the nearest of more than it compares at once', () => {
    const vectors = made(9_000, 8);
    const [query] = made(1, 8, 3);
    const wanted = vectors
      .map((vector, at) => ({ id: at + 1, score: cosine(query!, vector) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, 20);
    const near = tableOf(vectors).compare(scaledQuery(query!)!);
    expect(near.nearest(20).filter((id) => wanted.some((one) => one.id === id)).length).toBeGreaterThan(16);
    expect(near.of(9_000)).toBeCloseTo(cosine(query!, vectors[8_999]!), 2);
    expect(near.of(9_001)).toBeUndefined();
  });

  test('takes another vector in place of a paper’s own, and forgets papers', () => {
    const vectors = made(100, 20);
    const table = tableOf(vectors);
    const [other] = made(1, 20, 9);
    table.set(rowsOf([other!], 40));
    expect(table.size).toBe(100);
    const before = table.compare(scaledQuery(other!)!);
    expect(before.nearest(1)).toEqual([40]);
    table.keepOnly(new Set([1, 40, 99, 100]));
    expect(table.size).toBe(4);
    const near = table.compare(scaledQuery(other!)!);
    expect(near.nearest(9).toSorted((a, b) => a - b)).toEqual([1, 40, 99, 100]);
    expect(near.of(100)).toBeCloseTo(cosine(other!, vectors[99]!), 2);
    expect(near.of(2)).toBeUndefined();
    // What was compared before is still told of the same papers.
    expect(before.nearest(100)).toContain(2);
    table.keepOnly(new Set());
    expect(table.compare(scaledQuery(other!)!).nearest(5)).toEqual([]);
  });

  test('begins again for vectors of another length, and takes no others', () => {
    const table = tableOf(made(50, 20));
    table.begin(30);
    expect(table.size).toBe(0);
    const vectors = made(5, 30, 4);
    table.set(rowsOf(vectors));
    table.set({ paperIds: [77], scales: [1], numbers: new Uint8Array(20), revision: 2n });
    expect(table.size).toBe(5);
    expect(table.compare(scaledQuery(vectors[2]!)!).nearest(1)).toEqual([3]);
    expect(table.compare(scaledQuery([1, 2])!).of(1)).toBe(0);
    expect(table.vectorOf(77)).toBeNull();
    expect(table.compare(table.vectorOf(3)!).of(3)).toBeCloseTo(1, 2);
  });
});

test('the largest are those of a sorted list', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 20 })), fc.nat(30), (values, count) => {
      const sorted = values.map((_, at) => at).sort((a, b) => values[b]! - values[a]! || a - b);
      expect(largest(Float32Array.from(values), count)).toEqual(sorted.slice(0, count));
    }),
  );
});
