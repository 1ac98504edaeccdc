import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostSaved, readSaved, savedAsText } from '../../../../src/domain/papers/saved/saved-list.ts';

test('a list is what was written, whatever papers are in it', () => {
  const papers = fc.uniqueArray(fc.integer({ min: 1, max: 999_999_999 }), { maxLength: mostSaved });
  fc.assert(
    fc.property(papers, (list) => {
      expect(readSaved(savedAsText(list))).toEqual(list);
    }),
  );
});

test('what is no paper is left out, and so is what comes twice or is too much', () => {
  expect(readSaved('12.7.12.0.-3.x.1e3.99999999999. 5')).toEqual([12, 7]);
  expect(readSaved('')).toEqual([]);
  const many = Array.from({ length: 500 }, (_, at) => at + 1);
  expect(readSaved(many.join('.'))).toHaveLength(mostSaved);
  expect(readSaved('1.'.repeat(1_000_000))).toEqual([1]);
});
