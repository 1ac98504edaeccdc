import { expect, test } from 'vitest';
import { placesDue } from '../../../../src/domain/ranking/shares.ts';

test('places are due as the shares stand to each other, all of them', () => {
  expect(placesDue([1, 1], 10)).toEqual([5, 5]);
  expect(placesDue([0.5, 1, 2], 7)).toEqual([1, 2, 4]);
  expect(placesDue([1, 1, 1], 2)).toEqual([1, 1, 0]);
  expect(placesDue([], 3)).toEqual([]);
});
