import type { IncomingPaper } from '../../../src/domain/papers/paper.ts';

/** A paper as a source gives it, with what the test does not care about filled in. */
export function makeIncoming(overrides: Partial<IncomingPaper> = {}): IncomingPaper {
  return {
    arxivId: '2611.00001',
    version: 1,
    doi: null,
    title: 'A paper about robots that learn to walk',
    abstract: 'We let robots learn to walk. They fall at first, and later they walk.',
    authors: ['Ada Lovelace', 'Alan Turing'],
    categories: ['cs.RO'],
    primaryCategory: 'cs.RO',
    publishedAt: new Date('2026-11-23T00:00:00Z'),
    updatedAt: null,
    url: null,
    comment: null,
    journalRef: null,
    links: [],
    thumbnailUrl: null,
    summary: null,
    featuredAt: null,
    withdrawn: false,
    signal: null,
    ...overrides,
  };
}

/** Words and authors of its own for the paper of a number: so it is like no other, and by nobody who wrote another. */
export function ownWords(number: number): Pick<IncomingPaper, 'abstract' | 'authors'> {
  const name = String(number).replace(/\d/g, (digit) => 'bcdfghjklm'[Number(digit)] ?? '');
  const words = ['a', 'e', 'i', 'o', 'u', 'au', 'ei', 'io', 'ua', 'oe'].map(
    (vowel) => `${vowel}${name}${vowel}`,
  );
  return { abstract: `${words.join(' ')}.`, authors: [`Ada ${name}an`, `Alan ${name}ing`] };
}
