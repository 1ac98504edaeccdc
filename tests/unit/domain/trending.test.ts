import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appearedAt, points, tenfoldAge, trendingScore, windows } from '../../../src/domain/trending.ts';

const day = 86_400_000;
const now = new Date('2026-11-24T12:00:00Z');
const ago = (days: number) => new Date(now.getTime() - days * day);

describe('points', () => {
  it('count an upvote as one and a comment as half', () => {
    expect(points({ upvotes: 10, comments: 4 })).toBe(12);
  });
  it('take only the order of magnitude from stars, which gather for years', () => {
    expect(points({ stars: 1023 })).toBe(10);
    expect(points({})).toBe(0);
  });
});

describe('the trending score', () => {
  it.each(windows)('over a %s lets ten times the points make up for exactly the stated age', (window) => {
    const old = { points: 99, freshAt: new Date(now.getTime() - tenfoldAge[window]) };
    const fresh = { points: 9, freshAt: now };
    expect(trendingScore(old, window)).toBeCloseTo(trendingScore(fresh, window), 6);
  });
  it('never ranks a paper lower for more points or for being fresher', () => {
    const paper = fc.record({
      points: fc.nat(5_000),
      freshAt: fc.date({ min: ago(400), max: now, noInvalidDate: true }),
    });
    fc.assert(
      fc.property(
        paper,
        fc.nat(1_000),
        fc.nat(day),
        fc.constantFrom(...windows),
        (one, more, later, window) => {
          const score = trendingScore(one, window);
          expect(trendingScore({ ...one, points: one.points + more }, window)).toBeGreaterThanOrEqual(score);
          const fresher = { ...one, freshAt: new Date(one.freshAt.getTime() + later) };
          expect(trendingScore(fresher, window)).toBeGreaterThanOrEqual(score);
        },
      ),
    );
  });
});

describe('the moment a paper appeared', () => {
  it('is when it was first seen, for a paper that was announced days after it was submitted', () => {
    expect(appearedAt({ publishedAt: ago(3), featuredAt: null, firstSeenAt: ago(0.5), now })).toEqual(
      ago(0.5),
    );
  });
  it('is its own date, for old stock that is imported now', () => {
    expect(appearedAt({ publishedAt: ago(200), featuredAt: null, firstSeenAt: now, now })).toEqual(ago(200));
  });
  it('is when it was featured, for one that a curator found later', () => {
    expect(appearedAt({ publishedAt: ago(30), featuredAt: ago(1), firstSeenAt: ago(29), now })).toEqual(
      ago(1),
    );
  });
  it('is when it was featured, for one read from a list of yesterday', () => {
    expect(appearedAt({ publishedAt: ago(2), featuredAt: ago(1), firstSeenAt: now, now })).toEqual(ago(1));
  });
  it('never lies in the future', () => {
    expect(appearedAt({ publishedAt: ago(-40), featuredAt: ago(-30), firstSeenAt: now, now })).toEqual(now);
  });
});
