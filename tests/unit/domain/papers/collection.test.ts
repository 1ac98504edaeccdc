import { describe, expect, it } from 'vitest';
import { isCollectionSlug, moved, slugFrom } from '../../../../src/domain/papers/collection.ts';

describe('the address of a collection', () => {
  it.each([
    ['What we read in November', 'what-we-read-in-november'],
    ['Über Größe — a study', 'uber-groe-a-study'],
    ['  3D & vision!  ', '3d-vision'],
    ['論文', ''],
    [`${'a'.repeat(59)} b`, 'a'.repeat(59)],
  ])('comes from “%s”', (name, slug) => {
    expect(slugFrom(name)).toBe(slug);
  });

  it.each(['new', '', '-a', 'a--b', 'A', 'a_b', 'a'.repeat(61)])('cannot be “%s”', (slug) => {
    expect(isCollectionSlug(slug)).toBe(false);
  });
});

it('a paper moves up and down, and no further than the ends', () => {
  expect(moved([1, 2, 3], 2, 'up')).toEqual([2, 1, 3]);
  expect(moved([1, 2, 3], 2, 'down')).toEqual([1, 3, 2]);
  expect(moved([1, 2, 3], 1, 'up')).toEqual([1, 2, 3]);
  expect(moved([1, 2, 3], 3, 'down')).toEqual([1, 2, 3]);
  expect(moved([1, 2, 3], 4, 'up')).toEqual([1, 2, 3]);
});
