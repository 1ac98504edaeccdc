import { describe, expect, it } from 'vitest';
import { termsOf } from '../../../../src/domain/ranking/terms.ts';

const bare = { title: '', abstract: '', authors: [], categories: [] };
const names = (paper: Partial<Parameters<typeof termsOf>[0]>) => [...termsOf({ ...bare, ...paper }).keys()];

describe('terms of a paper', () => {
  it('are its words and pairs of neighbours, not over a stop word', () => {
    expect(names({ title: 'Graph networks for molecule design' })).toEqual([
      'graph',
      'network',
      'graph network',
      'molecule',
      'design',
      'molecule design',
    ]);
  });

  it('weigh more the more often they are said, less than in proportion, and the title twice', () => {
    const terms = termsOf({ ...bare, title: 'Robot', abstract: 'Robot. Arm. Arm. Hand.' });
    expect(terms.get('hand')).toBe(1);
    expect(terms.get('arm')).toBeCloseTo(1 + Math.log(2));
    expect(terms.get('robot')).toBeCloseTo(1 + Math.log(3));
  });

  it('have pairs that weigh less than words', () => {
    const terms = termsOf({ ...bare, abstract: 'Soft robot.' });
    expect(terms.get('soft robot')).toBeLessThan(terms.get('soft') ?? 0);
  });

  it('have lone letters and numbers only in pairs', () => {
    expect(names({ abstract: 'GPT-4 solves 3-SAT with x' })).toEqual([
      'gpt',
      'gpt 4',
      'solve',
      '4 solve',
      'solve 3',
      'sat',
      '3 sat',
    ]);
  });

  it('name authors apart from words, in full and by initial, however the name is written', () => {
    const full = ['by:green,e', 'by:green,emilia'];
    expect(names({ authors: ['Emilia Green'] })).toEqual(full);
    expect(names({ authors: ['Green, Emilia'] })).toEqual(full);
    expect(names({ authors: ["\\'Emilia Gr\\'een"] })).toEqual(full);
    expect(names({ authors: ['E. Green'] })).toEqual(['by:green,e']);
  });

  it('give the authors of a large collaboration less weight each', () => {
    const many = Array.from({ length: 3_000 }, (_, i) => `Ada Name${i}`);
    const terms = termsOf({ ...bare, authors: many });
    expect(terms.get('by:name0,ada')).toBeLessThan(0.1);
    expect(terms.size).toBeLessThanOrEqual(100);
  });

  it('are the same without authors and categories, but for these', () => {
    const text = { title: 'Robot', abstract: 'A hand.' };
    const all = names({ ...text, authors: ['Ada Lovelace'], categories: ['cs.RO'] });
    expect(all).toEqual([...names(text), 'by:lovelace,a', 'by:lovelace,ada', 'in:cs.ro']);
  });
});
