import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CastVote, Taste, votesByInterest } from '../../../../src/domain/ranking/taste.ts';
import { cosine } from '../../../../src/domain/ranking/text-vector.ts';
import { VoteSums } from '../../../../src/domain/ranking/vote-sums.ts';
import { about } from '../../../support/papers/digest-paper.ts';
import { meanVector } from '../../../support/papers/mean-vector.ts';

const vote = (paperId: number, text: string, word: 'more' | 'less' = 'more'): CastVote => ({
  paperId,
  vote: word,
  vector: about(text),
});
const lift = (votes: readonly CastVote[], text: string) => {
  const taste = new Taste();
  taste.learn(votes);
  return taste.lift(about(text));
};

describe('votes on papers', () => {
  const robots = 'humanoid robots walk on rough ground';
  it('lift what is like a paper the reader wants more of, and nothing else', () => {
    expect(lift([vote(1, robots)], 'humanoid robots climb stairs')).toBeGreaterThan(0);
    expect(lift([vote(1, robots)], 'galaxies collide slowly')).toBe(0);
  });
  it('lower what is like a paper the reader wants less of, and nothing else', () => {
    expect(lift([vote(1, robots, 'less')], 'humanoid robots climb stairs')).toBeLessThan(0);
    expect(lift([vote(1, robots, 'less')], 'galaxies collide slowly')).toBe(0);
  });
  it('weigh little alone, more together, and never without bound', () => {
    const many = (count: number) =>
      lift(
        Array.from({ length: count }, (_, at) => vote(at, robots)),
        robots,
      );
    expect(many(1)).toBe(4);
    expect(many(3)).toBe(6);
    expect(many(200)).toBeLessThan(8);
    expect(many(200)).toBeGreaterThan(7.9);
  });
  it('are forgotten when others are learnt', () => {
    const taste = new Taste();
    taste.learn([vote(1, robots)]);
    taste.learn([]);
    expect(taste.lift(about(robots))).toBe(0);
    expect(taste.most()).toBe(0);
  });
  it('speak of the interest that they are most like', () => {
    const votes = [vote(2, 'galaxies collide slowly'), vote(1, robots)];
    const texts = [about('humanoid robots'), about('merging galaxies collide'), null];
    expect(votesByInterest(votes, texts)).toEqual([[votes[1]], [votes[0]], []]);
  });
  it('speak of what has no text of its own when they are like no interest that has', () => {
    const votes = [vote(2, 'galaxies collide slowly'), vote(1, robots)];
    expect(votesByInterest(votes, [null, about('proteins fold'), null])).toEqual([
      [votes[1], votes[0]],
      [],
      [votes[1], votes[0]],
    ]);
  });
});

describe('sums of votes', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{3,6}$/), { minLength: 1, maxLength: 400 });
  it('hold as many terms as there are', () => {
    const text = (from: number) => Array.from({ length: 400 }, (_, at) => `w${from + at}`).join(' ');
    const sums = new VoteSums();
    for (let at = 0; at < 12; at++) sums.add(at % 2 === 0 ? 'more' : 'less', about(text(300 * at)));
    const products = new Float64Array(2);
    sums.dot(about(text(300)), products);
    expect(products[1]).toBeCloseTo(1, 4);
    expect(products[0]).toBeCloseTo(
      cosine(about(text(0)), about(text(300))) + cosine(about(text(600)), about(text(300))),
    );
  });
  it('give the products that adding up the vectors one by one gives', () => {
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 12 }), words, (texts, other) => {
        const vectors = texts.map((text) => about(text.join(' ')));
        const sums = new VoteSums();
        sums.add('less', about('left from before'));
        sums.clear();
        for (const [at, vector] of vectors.entries()) sums.add(at % 2 === 0 ? 'more' : 'less', vector);
        const products = new Float64Array(2);
        const vector = about(other.join(' '));
        sums.dot(vector, products);
        for (const side of [0, 1]) {
          const own = vectors.filter((_, at) => at % 2 === side);
          const norm = side === 0 ? sums.norms().more : sums.norms().less;
          const total = own.reduce((sum, one) => sum + cosine(one, vector), 0);
          expect(products[side]).toBeCloseTo(total, 4);
          if (own.length > 0) expect(products[side]! / norm).toBeCloseTo(cosine(meanVector(own), vector), 4);
          else expect(norm).toBe(0);
        }
      }),
      { numRuns: 60 },
    );
  });
});
