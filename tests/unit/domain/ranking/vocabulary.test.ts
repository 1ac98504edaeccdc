import { describe, expect, it } from 'vitest';
import {
  completions,
  corrected,
  countWords,
  readVocabulary,
  vocabularyText,
} from '../../../../src/domain/ranking/vocabulary.ts';

const made = (counts: Record<string, number>) =>
  readVocabulary(vocabularyText(new Map(Object.entries(counts)), 5_000));
const words = made({
  learning: 900,
  gaussian: 300,
  splatting: 80,
  plating: 3,
  cloud: 200,
  crowd: 90,
  quantum: 500,
});

describe('what was meant', () => {
  it.each([
    ['lerning', 'learning'],
    ['gausian', 'gaussian'],
    ['splating', 'splatting'],
    ['clowd', 'cloud'],
    ['quantmu', 'quantum'],
    ['quamtom', null],
    ['zymurgy', null],
    ['abc', null],
  ])('by %j is %j', (typed, word) => {
    expect(corrected(words, typed)).toBe(word);
  });

  it('may be what the word begins', () => {
    expect(completions(words, 'qua', 5)).toEqual(['quantum']);
    expect(completions(words, 'q', 5)).toEqual([]);
  });
});

it('a vocabulary is read as it was kept, each paper’s word once, rare ones left out', () => {
  const counts = new Map<string, number>();
  countWords(counts, { title: 'Robots, robots', abstract: 'A robot and $\\alpha$ naïve H$_2$O' });
  expect(counts.get('robots')).toBe(1);
  expect(counts.has('naive')).toBe(true);
  expect(counts.has('h2o')).toBe(false);
  const read = made({ robots: 3, robot: 2, once: 1 });
  expect([...read.papers]).toEqual([
    ['robots', 3],
    ['robot', 2],
  ]);
  expect(read.forms.get('robot')).toEqual(['robots', 'robot']);
});
