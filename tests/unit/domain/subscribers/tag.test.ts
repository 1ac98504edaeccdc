import { describe, expect, it } from 'vitest';
import { mostTagsOfOne, readTag, readTags } from '../../../../src/domain/subscribers/tag.ts';

const keyOf = (typed: string) => {
  const read = readTag(typed);
  return 'tag' in read ? read.tag.key : read.wrong;
};

describe('a tag', () => {
  it('keeps its name as it was written, without white space around it or more than one within', () => {
    expect(readTag('  Reading \n group ')).toEqual({ tag: { name: 'Reading group', key: 'reading group' } });
  });

  it.each([
    ['Lab', 'LAB'],
    ['Straße', 'STRASSE'],
    ['ﬁeld', 'Field'],
    ['ＶＩＰ', 'vip'],
    ['e\u0301cole', 'École'],
    ['ΣΟΦΟΣ', 'σοφος'],
  ])('%s is the same as %s', (one, other) => expect(keyOf(one)).toBe(keyOf(other)));

  it.each([
    ['', 'must have a name'],
    [' \t ', 'must have a name'],
    ['a, b', 'comma'],
    ['a;b', 'semicolon'],
    ['ada@example.org', '@'],
    ['a\u200bb', 'invisible'],
    ['x'.repeat(51), 'at most 50'],
    ['x'.repeat(100_000), 'at most 50'],
  ])('%j is none', (typed, words) => expect(keyOf(typed)).toContain(words));
});

describe('several tags', () => {
  it('are each taken once, and every wrong one is named', () => {
    const { tags, errors } = readTags(['Lab', ' lab', 'a@b', '']);
    expect(tags).toEqual([{ name: 'Lab', key: 'lab' }]);
    expect(errors).toEqual([
      { field: 'tags', message: 'must not have a comma, a semicolon or an @ in it' },
      { field: 'tags', message: 'must have a name' },
    ]);
  });

  it('are so many at most', () => {
    const many = Array.from({ length: mostTagsOfOne + 1 }, (_, n) => `tag ${n}`);
    expect(readTags(many.slice(1)).errors).toEqual([]);
    expect(readTags(many, 'tag').errors).toEqual([{ field: 'tag', message: 'must be at most 50' }]);
    expect(readTags(Array.from({ length: 100_000 }, () => 'x')).errors).toHaveLength(1);
  });
});
