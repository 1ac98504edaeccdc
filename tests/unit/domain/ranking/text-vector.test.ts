import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cosine,
  holdersOf,
  inverseFrequency,
  paperTerms,
  type TextVector,
  textVector,
  themeRarity,
  themeVector,
} from '../../../../src/domain/ranking/text-vector.ts';
import { termNumber } from '../../../../src/domain/term-number.ts';
import { meanVector } from '../../../support/papers/mean-vector.ts';
import { textVectors } from '../../../support/papers/text-vectors.ts';

const text = (title: string, abstract = '') => ({ title, abstract, authors: [], categories: [] });
const length = ({ weights }: TextVector) => Math.hypot(...weights);

const word = fc.constantFrom(...'robot hand graph neural protein logic proof galaxy star model'.split(' '));
const anyText = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 6 }), fc.array(word, { maxLength: 30 }))
  .map(([title, abstract]) => text(title.join(' '), abstract.join(' ')));
const anyCorpus = fc.array(anyText, { minLength: 2, maxLength: 12 });

describe('the number of a term', () => {
  it('is what stored vectors were made with', () => {
    expect([termNumber('robot'), termNumber('soft robot'), termNumber('by:green,e')]).toMatchInlineSnapshot(`
      [
        914178135,
        1238309358,
        1639236924,
      ]
    `);
  });

  it('has 31 bits', () => {
    fc.assert(
      fc.property(fc.string(), (term) => {
        const number = termNumber(term);
        expect(Number.isInteger(number) && number >= 0 && number < 2 ** 31).toBe(true);
      }),
    );
  });

  it('is shared by as few as chance has it', () => {
    const numbers = new Set<number>();
    for (let i = 0; i < 100_000; i++) numbers.add(termNumber(`word${i % 500} other${i}`));
    // 100,000² / 2³² ≈ 2 pairs.
    expect(100_000 - numbers.size).toBeLessThan(10);
  });
});

describe('inverse frequency', () => {
  it('is 1 for what all papers say and more for what fewer say', () => {
    expect(inverseFrequency(100, 100)).toBe(1);
    expect(inverseFrequency(100, 1)).toBeGreaterThan(inverseFrequency(100, 10));
    expect(inverseFrequency(100, 0)).toBeCloseTo(1 + Math.log(101));
  });
});

describe('rarity among papers, for themes', () => {
  const papers = Array.from({ length: 120 }, (_, at) =>
    paperTerms(text(`learning ${at % 40 === 0 ? 'tensegrity' : 'robots'} only${at}`)),
  );
  const rarity = themeRarity(papers);

  it('is nothing for what more than a tenth say, nor for what one says alone', () => {
    expect(rarity(termNumber('learning'))).toBe(0);
    expect(rarity(termNumber('only7'))).toBe(0);
    expect(rarity(termNumber('unheard'))).toBe(0);
    expect(rarity(termNumber('tensegrity'))).toBe(inverseFrequency(120, 3));
  });

  it('is no more for what few say than for what a sixtieth say', () => {
    const many = Array.from({ length: 600 }, (_, at) =>
      paperTerms(text(at < 2 ? 'twice' : at < 12 ? 'tenfold' : at < 32 ? 'often' : 'never')),
    );
    const found = themeRarity(many);
    expect(found(termNumber('twice'))).toBe(found(termNumber('tenfold')));
    expect(found(termNumber('often'))).toBeLessThan(found(termNumber('tenfold')));
  });

  it('leaves nothing out of a few papers', () => {
    const few = themeRarity(papers.slice(0, 50));
    expect(few(termNumber('learning'))).toBe(1);
    expect(few(termNumber('only7'))).toBe(inverseFrequency(50, 1));
  });

  it('leaves a vector empty of weight where nothing tells', () => {
    const vector = textVector(paperTerms(text('learning')), rarity);
    expect(cosine(vector, vector)).toBe(0);
  });
});

describe('a text vector', () => {
  it('has length 1 and its terms in ascending order, each once', () => {
    fc.assert(
      fc.property(anyCorpus, (corpus) => {
        for (const vector of textVectors(corpus)) {
          expect(length(vector)).toBeCloseTo(1, 5);
          expect([...vector.terms]).toEqual([...new Set(vector.terms)].sort((a, b) => a - b));
          expect(vector.weights.every((weight) => weight > 0)).toBe(true);
        }
      }),
    );
  });

  it('is empty for a paper that says nothing, which is like no paper', () => {
    const [nothing, robot] = textVectors([text('Of the'), text('Robot')]);
    expect(nothing?.terms).toHaveLength(0);
    expect(cosine(nothing!, robot!)).toBe(0);
  });

  it('leans on rare terms', () => {
    const terms = paperTerms(text('Robot galaxy'));
    const vector = textVector(terms, (term) => (term === termNumber('galaxy') ? 5 : 1));
    const weight = (name: string) => vector.weights[vector.terms.indexOf(termNumber(name))] ?? 0;
    expect(weight('galaxy') / weight('robot')).toBeCloseTo(5);
  });
});

describe('pairs of words', () => {
  const terms = paperTerms({ ...text('Robot galaxy'), authors: ['Ada van der Berg'] });
  const weightIn = (vector: ReturnType<typeof textVector>, name: string) =>
    vector.weights[vector.terms.indexOf(termNumber(name))] ?? 0;

  it('weigh less than words in a text vector, and as much in a digest’s', () => {
    const plain = textVector(terms, () => 1);
    expect(weightIn(plain, 'robot galaxy') / weightIn(plain, 'robot')).toBeCloseTo(0.6);
    const theme = themeVector(terms, () => 1);
    expect(weightIn(theme, 'robot galaxy') / weightIn(theme, 'robot')).toBeCloseTo(1);
    expect(length(theme)).toBeCloseTo(1, 5);
  });

  it('are told from names of several words', () => {
    expect(weightIn(terms, 'robot galaxy')).toBeLessThan(0);
    expect([...terms.weights].filter((weight) => weight < 0)).toHaveLength(1);
  });
});

describe('cosine', () => {
  it('is what multiplying term by term gives, between 0 and 1, in either order', () => {
    fc.assert(
      fc.property(anyCorpus, (corpus) => {
        const [a, b] = textVectors(corpus);
        const other = new Map([...b!.terms].map((term, at) => [term, b!.weights[at]!]));
        const plain = [...a!.terms].reduce(
          (sum, term, at) => sum + a!.weights[at]! * (other.get(term) ?? 0),
          0,
        );
        expect(cosine(a!, b!)).toBeCloseTo(plain, 6);
        expect(cosine(b!, a!)).toBeCloseTo(plain, 6);
        expect(plain).toBeGreaterThanOrEqual(0);
        expect(cosine(a!, a!)).toBeCloseTo(1, 5);
      }),
    );
  });

  it('puts a paper on the same matter before one on another', () => {
    const [one, same, other] = textVectors([
      text('Grasping with soft robot hands', 'Soft hands grasp objects.'),
      text('A soft hand for robots', 'It grasps objects softly.'),
      text('Dark matter in dwarf galaxies', 'We observe stars.'),
    ]);
    expect(cosine(one!, same!)).toBeGreaterThan(cosine(one!, other!) + 0.1);
  });
});

describe('the mean of vectors', () => {
  it('has length 1, is the vector when there is one, and does not depend on their order', () => {
    fc.assert(
      fc.property(anyCorpus, (corpus) => {
        const vectors = textVectors(corpus);
        const mean = meanVector(vectors);
        expect(length(mean)).toBeCloseTo(1, 5);
        expect(cosine(mean, meanVector([...vectors].reverse()))).toBeCloseTo(1, 5);
        expect(cosine(meanVector([vectors[0]!]), vectors[0]!)).toBeCloseTo(1, 5);
      }),
    );
  });

  it('of nothing is empty', () => {
    expect(meanVector([]).terms).toHaveLength(0);
  });
});

describe('holders', () => {
  it('are counted once a paper', () => {
    const holders = holdersOf([paperTerms(text('Robot', 'Robot robot')), paperTerms(text('Robot'))]);
    expect(holders.get(termNumber('robot'))).toBe(2);
  });
});
