import { expect, it } from 'vitest';
import { TermSums } from '../../../../src/domain/ranking/term-sums.ts';
import { termNumber } from '../../../../src/domain/term-number.ts';

const add = (sums: TermSums, terms: readonly number[]) => {
  for (const [at, term] of terms.entries()) sums.add(term, at + 1);
};

it('sums what was added for each term, and gives the terms in order', () => {
  const words = Array.from({ length: 3_000 }, (_, at) => termNumber(`word ${at % 1_000}`));
  const sums = new TermSums(words.length);
  add(sums, words);
  const expected = new Map<number, number>();
  for (const [at, term] of words.entries()) expected.set(term, (expected.get(term) ?? 0) + at + 1);
  expect([...sums.terms()]).toEqual([...expected.keys()].sort((a, b) => a - b));
  for (const [term, sum] of expected) expect(sums.of(term)).toBe(sum);
});

it.each([
  ['that end alike', [0, 1 << 16, 1 << 17, 1 << 18, 3 << 16]],
  ['from the first to the last', [0, 1, 2 ** 31 - 2, 2 ** 31 - 1]],
])('tells terms %s apart, and from those that are not there, however full it is', (_, terms) => {
  const sums = new TermSums(terms.length);
  add(sums, terms);
  expect(terms.map((term) => sums.of(term))).toEqual(terms.map((_term, at) => at + 1));
  expect([...sums.terms()]).toEqual([...terms].sort((a, b) => a - b));
  for (const other of [5, 1 << 19, 2 ** 31 - 3]) expect(sums.of(other)).toBe(0);
});

it('of nothing has no terms', () => {
  const sums = new TermSums(0);
  expect(sums.of(7)).toBe(0);
  expect(sums.terms()).toHaveLength(0);
});
