import type { CountedCollection } from '../../../src/app/papers/collections/collection-store.ts';
import type { Carried } from '../../../src/domain/ranking/carried.ts';

/** A collection that a digest carries. */
export function carriedOf(words: string): Carried {
  return {
    slug: 'reading-group',
    name: words,
    place: 'first',
    papers: [
      { id: 2, note: words },
      { id: 1, note: null },
    ],
  };
}

/** A collection that can be carried. */
export function publishedOf(words: string): CountedCollection {
  const at = new Date('2026-11-24T09:30:00Z');
  return {
    id: 3,
    slug: 'reading-group',
    name: words,
    description: words,
    publishedAt: at,
    changedAt: at,
    papers: 5,
  };
}
