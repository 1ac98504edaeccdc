import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareInWords } from '../../../../src/domain/sending/share.ts';

describe('a share in words', () => {
  it.each([
    [0, 10, 'none'],
    [10, 10, 'all'],
    [1, 1_204, 'fewer than 1 %'],
    [1_203, 1_204, 'more than 99 %'],
    [1, 3, '33 %'],
    [0, 0, 'none'],
  ])('of %i in %i is “%s”', (part, whole, words) => {
    expect(shareInWords(part, whole)).toBe(words);
  });

  it('says “all” and “none” only of all and none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 1_000_000 }), (a, b) => {
        const words = shareInWords(a, a + b);
        expect(words).toMatch(/^(fewer than 1|more than 99|[1-9]\d?) %$/);
      }),
    );
  });
});
