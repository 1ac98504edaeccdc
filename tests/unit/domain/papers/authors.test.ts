import { describe, expect, it } from 'vitest';
import { authorPapers } from '../../../../src/domain/papers/authors/author-papers.ts';
import { mayHave } from '../../../../src/domain/papers/authors/author-words.ts';
import { authorsNamed, sayName } from '../../../../src/domain/papers/authors/authors-named.ts';

describe('the word of a family name', () => {
  it('is found in a name however it is written', () => {
    for (const [name, word] of [
      ['Søren Ørsted', 'orsted'],
      ["Flann O'Brien", 'obrien'],
      ["H{\\'e}l\\`ene", 'helene'],
      ['Zhū Yi', 'zhu'],
    ] as const)
      expect(mayHave(name, word), name).toBe(true);
    expect(mayHave('Ada Lovelace', 'zhu')).toBe(false);
  });
});

describe('the papers of an author', () => {
  const found = [
    { id: 4, names: ['Yifei Zhu', 'Ann Zhu'] },
    { id: 3, names: ['Zhu, Y.'] },
    { id: 2, names: ['Yan Zhu'] },
    { id: 1, names: ['Yìfēi Zhū'] },
    { id: 0, names: ['Yifei Zhu'] },
  ];
  it('are those that following brings, each with the name on it and how sure it is', () => {
    const author = authorPapers('yifei-zhu', found);
    expect(author?.name).toBe('Yifei Zhu');
    expect(author?.papers).toEqual([
      { id: 4, name: 'Yifei Zhu', confidence: 1 },
      { id: 3, name: 'Zhu, Y.', confidence: 0.6 },
      { id: 1, name: 'Yìfēi Zhū', confidence: 1 },
      { id: 0, name: 'Yifei Zhu', confidence: 1 },
    ]);
    expect(author?.names.map(({ name, papers, confidence }) => [name, papers, confidence])).toEqual([
      ['Yifei Zhu', 2, 1],
      ['Yìfēi Zhū', 1, 1],
      ['Zhu, Y.', 1, 0.6],
    ]);
  });
  it('of an initial are of all who may have it', () => {
    expect(authorPapers('y-zhu', found)?.names.map(({ name }) => name)).toEqual([
      'Zhu, Y.',
      'Yifei Zhu',
      'Yan Zhu',
      'Yìfēi Zhū',
    ]);
  });
  it('are none when nobody has the name', () => {
    expect(authorPapers('yifei-chu', found)).toBeNull();
  });
  it('of thousands of names take little time', () => {
    const names = Array.from({ length: 3_000 }, (_, at) => `Éva Someone${at}`);
    const many = Array.from({ length: 200 }, (_, id) => ({ id, names: [...names, 'Yifei Zhu'] }));
    const before = process.threadCpuUsage();
    expect(authorPapers('yifei-zhu', many)?.papers).toHaveLength(200);
    expect(process.threadCpuUsage(before).user / 1000).toBeLessThan(2_000);
  });
});

describe('authors of a name that was typed', () => {
  const found = [
    { id: 1, names: ['Yifei Zhu', 'Yifei Zhuang', 'Fei Yi Zhu'] },
    { id: 2, names: ['Yifei Zhuang', 'Ada King'] },
  ];
  const named = (...words: string[]) => authorsNamed(words, found).map(({ name }) => name);
  it('are those with the whole name, then those whose last word it begins', () => {
    expect(named('yifei', 'zhu')).toEqual(['Yifei Zhu', 'Yifei Zhuang']);
    expect(named('yifei', 'zh')).toEqual(['Yifei Zhuang', 'Yifei Zhu']);
    expect(named('zhu')).toEqual(['Yifei Zhu', 'Fei Yi Zhu']);
    expect(named('king')).toEqual(['Ada King']);
    expect(named('ada')).toEqual([]);
  });
  it.each([
    ['Yifei Zhu', true],
    ['李明', true],
    ['J.-P. Serre', true],
    ['a', false],
    ['GPT 4', false],
    ['how do robots learn to walk', false],
    ['x -y', false],
  ])('%s may be one: %s', (typed, may) => {
    expect(sayName(typed)).toBe(may);
  });
});
