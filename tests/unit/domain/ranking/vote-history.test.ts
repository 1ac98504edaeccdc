import { describe, expect, test } from 'vitest';
import {
  damped,
  gained,
  type Snapshot,
  tellingsOf,
  visitsOf,
} from '../../../../src/domain/ranking/vote-history.ts';

const hour = 3_600_000;
const start = Date.parse('2026-11-16T00:00:00Z');
const free = Number.POSITIVE_INFINITY;

type Said = Partial<Snapshot> & { hours: number };
const said = ({ hours, ...values }: Said): Snapshot => ({
  source: 'hugging-face',
  at: start + hours * hour,
  upvotes: null,
  comments: null,
  stars: null,
  ...values,
});

/** What is told of a paper on which votes are possible from `start` on; `others` are snapshots of other papers. */
function telling(snapshots: Said[], others: Said[] = []) {
  const own = snapshots.map(said);
  return tellingsOf(own, start, visitsOf([own, others.map(said)]));
}
function points(
  snapshots: Said[],
  span: { from?: number; to?: number; perDay?: number; others?: Said[] } = {},
) {
  const { from = -1, to = 1_000, perDay = free, others = [] } = span;
  const [one] = telling(snapshots, others);
  return gained(one!, { after: start + from * hour, until: start + to * hour }, 'points', perDay);
}

describe('what a paper gained', () => {
  test('counts an upvote as one and a comment as half', () => {
    expect(points([{ hours: 1, upvotes: 10, comments: 4 }])).toBe(12);
  });
  test('counts stars by their order of magnitude, and only those that came since', () => {
    expect(points([{ hours: 1, stars: 5_000 }])).toBe(0);
    expect(
      points([
        { hours: 1, stars: 99 },
        { hours: 2, stars: 399 },
      ]),
    ).toBeCloseTo(2, 9);
  });
  test('takes a value that a later snapshot leaves out as it was', () => {
    expect(
      points([
        { hours: 1, upvotes: 10, comments: 2 },
        { hours: 2, upvotes: 11 },
      ]),
    ).toBe(12);
  });
  test('is what came within the span', () => {
    const history = [
      { hours: 1, upvotes: 10 },
      { hours: 24, upvotes: 15 },
      { hours: 48, upvotes: 40 },
    ];
    expect(points(history, { from: 24, to: 48 })).toBe(25);
    expect(points(history, { from: 1, to: 24 })).toBe(5);
  });
  test('is spread over the time before the first visit, since when votes can have begun', () => {
    expect(points([{ hours: 240, upvotes: 100 }], { from: 216, to: 240 })).toBeCloseTo(10, 9);
    expect(points([{ hours: 240, upvotes: 100 }], { from: 0, to: 60 })).toBeCloseTo(25, 9);
  });
  test('lies between two visits: others tell when the source was last asked', () => {
    const history = [
      { hours: 1, upvotes: 10 },
      { hours: 97, upvotes: 58 },
    ];
    // Asked each hour, nothing was said for four days: all of it came in the last one.
    const others = Array.from({ length: 97 }, (_, hours) => ({ hours, upvotes: hours }));
    expect(points(history, { from: 73, others })).toBe(48);
    // The source could not be reached for four days: a quarter of it.
    expect(points(history, { from: 73 })).toBeCloseTo(12, 9);
  });
  test('is nothing of what was corrected, of which the last came first', () => {
    const bought = [
      { hours: 1, upvotes: 10 },
      { hours: 30, upvotes: 210 },
    ];
    expect(points([...bought, { hours: 40, upvotes: 0 }])).toBe(0);
    expect(points([...bought, { hours: 40, upvotes: 12 }])).toBe(12);
    expect(points([...bought, { hours: 40, upvotes: 12 }], { to: 1 })).toBe(10);
    expect(points([...bought, { hours: 40, upvotes: 4 }], { to: 1 })).toBe(4);
    expect(points([...bought, { hours: 40, upvotes: 0 }, { hours: 41, upvotes: 7 }])).toBe(7);
  });
  test('takes the higher of two counts of one moment, which come from two papers that became one', () => {
    expect(
      points([
        { hours: 1, upvotes: 2 },
        { hours: 1, upvotes: 30 },
      ]),
    ).toBe(30);
    expect(
      points([
        { hours: 1, upvotes: 30 },
        { hours: 1, upvotes: 2 },
      ]),
    ).toBe(30);
  });
  test('is told by each source apart', () => {
    expect(
      telling([
        { hours: 1, upvotes: 5 },
        { hours: 1, upvotes: 4, source: 'import' },
      ]),
    ).toHaveLength(2);
  });
});

describe('a sudden rise', () => {
  test('counts in full up to what its time may bring, and ever less above it', () => {
    expect(damped(20, 20)).toBe(20);
    expect(damped(80, 20)).toBe(40);
    expect(damped(81, 20)).toBeGreaterThan(damped(80, 20));
  });
  test('counts less than the same rise over several visits', () => {
    const others = Array.from({ length: 100 }, (_, hours) => ({ hours, upvotes: hours }));
    const sudden = [
      { hours: 1, upvotes: 0 },
      { hours: 9, upvotes: 160 },
    ];
    const steady = Array.from({ length: 9 }, (_, step) => ({ hours: 1 + step, upvotes: 20 * step }));
    expect(points(steady, { perDay: 40, others })).toBe(160);
    expect(points(sudden, { perDay: 40, others })).toBeCloseTo(Math.sqrt(160 * 20), 9);
  });
  test('is none when the source was not asked for as long as it took', () => {
    expect(
      points(
        [
          { hours: 0, upvotes: 0 },
          { hours: 96, upvotes: 160 },
        ],
        { perDay: 40 },
      ),
    ).toBe(160);
  });
  test('is what a first total was that came in an hour, but not one that took its time', () => {
    expect(points([{ hours: 1, upvotes: 80 }], { perDay: 40 })).toBe(40);
    expect(points([{ hours: 24, upvotes: 80 }], { perDay: 40 })).toBe(80);
  });
  test('that was corrected leaves nothing', () => {
    const history = [
      { hours: 0, upvotes: 0 },
      { hours: 1, upvotes: 900 },
      { hours: 2, upvotes: 0 },
    ];
    expect(points(history, { perDay: 40 })).toBe(0);
  });
});
