import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readQuery } from '../../../src/domain/search-query.ts';

describe('a keyword query', () => {
  it.each([
    ['  sparse \n attention ', 'sparse attention'],
    ['“sparse attention” -vision', '"sparse attention" -vision'],
    ['attention OR mamba', 'attention OR mamba'],
    ['-vision attention', '-vision attention'],
    ['"the state of the art"', '"the state of the art"'],
    ['state-of-the-art', 'state-of-the-art'],
    ['a; b c', 'a b c'],
    ['sparse - attention', 'sparse attention'],
    ['"never closed', '"never closed'],
    ['x'.repeat(200), 'x'.repeat(200)],
    ['量子 計算', '量子 計算'],
  ])('%j is taken as %j', (typed, query) => {
    expect(readQuery(typed)).toEqual({ ok: true, query });
  });
  it.each(['', '   ', '-vision', '-"sparse attention"', 'the of', '"the"', 'OR', '...', '- -', '"" -x'])(
    '%j has no word to look for',
    (typed) => {
      expect(readQuery(typed)).toEqual({
        ok: false,
        message: expect.stringContaining('no word to look for'),
      });
    },
  );
  it.each(['attention OR -vision', 'OR attention', 'attention or', 'a or attention'])(
    '%j lacks one beside OR',
    (typed) => {
      expect(readQuery(typed)).toEqual({ ok: false, message: expect.stringContaining('beside OR') });
    },
  );
  it('is refused when it is too long', () => {
    expect(readQuery('x'.repeat(201))).toEqual({ ok: false, message: expect.stringContaining('200') });
  });
  it('stays as it is when it is read again, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 220 }), (typed) => {
        const read = readQuery(typed);
        if (read.ok) expect(readQuery(read.query)).toEqual(read);
      }),
    );
  });
});
