import { describe, expect, it } from 'vitest';
import { leadingAuthors } from '../../../../src/domain/ranking/leading-authors.ts';

describe('the leading authors of a paper', () => {
  it('are the first and the last, without accents and capitals', () => {
    expect(leadingAuthors(['José García', 'B. Middle', 'Ada Lovelace'])).toEqual([
      'jose garcia',
      'ada lovelace',
    ]);
  });
  it('are one when there is one, and none when there is nobody', () => {
    expect(leadingAuthors(['Ada Lovelace'])).toEqual(['ada lovelace']);
    expect(leadingAuthors([])).toEqual([]);
  });
  it('are none for a large collaboration, whose names stand in alphabetical order', () => {
    const names = (count: number) => Array.from({ length: count }, (_, at) => `Author ${at}`);
    expect(leadingAuthors(names(30))).toHaveLength(2);
    expect(leadingAuthors(names(31))).toEqual([]);
  });
});
