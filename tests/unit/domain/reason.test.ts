import { describe, expect, test } from 'vitest';
import { reasonInWords, trendInWords } from '../../../src/domain/reason.ts';

const words = (
  gainPerDay: number | null,
  timesUsual: number | null,
  primaryCategory: string | null = 'cs.RO',
) => trendInWords({ primaryCategory, trend: { gainPerDay, timesUsual } });

describe('a trend in words', () => {
  test.each([
    [38, 10, '+38 in a day, ten times what cs.RO papers usually get'],
    [38, 2, '+38 in a day, twice what cs.RO papers usually get'],
    [38, 3.9, '+38 in a day, three times what cs.RO papers usually get'],
    [1_204, 11.2, '+1,204 in a day, 11 times what cs.RO papers usually get'],
    [12, null, '+12 in a day'],
  ])('of +%s and %s times the usual is: %s', (gain, times, expected) => {
    expect(words(gain, times)).toBe(expected);
  });
  test('says nothing where there is nothing to say', () => {
    expect(words(0, 9)).toBeNull();
    expect(words(2, 9)).toBeNull();
    expect(words(12, 1.9)).toBeNull();
    expect(words(9, null)).toBeNull();
    expect(words(null, null)).toBeNull();
    expect(trendInWords({ primaryCategory: 'cs.RO', trend: null })).toBeNull();
  });
  test('compares with no field that is not known', () => {
    expect(words(38, 10, null)).toBe('+38 in a day');
  });
});

describe('the reason of a paper', () => {
  const topic = { kind: 'category', slug: 'cs.RO', name: 'Robotics' } as const;
  const paper = { upvotes: 0, primaryCategory: 'cs.RO', trend: null };

  test('names what is followed, the upvotes and the trend', () => {
    expect(reasonInWords(topic, paper)).toBe('in cs.RO, which you follow');
    expect(reasonInWords(null, { ...paper, upvotes: 1 })).toBe('trending in all fields · 1 upvote');
    const trending = { ...paper, upvotes: 1_040, trend: { gainPerDay: 38, timesUsual: 10.4 } };
    expect(reasonInWords({ ...topic, kind: 'curated' }, trending)).toBe(
      'in Robotics, which you follow · 1,040 upvotes · +38 in a day, ten times what cs.RO papers usually get',
    );
  });
});
