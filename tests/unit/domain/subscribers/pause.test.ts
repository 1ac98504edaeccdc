import { describe, expect, test } from 'vitest';
import { pauseEnd, pauseOf, reachOf } from '../../../../src/domain/subscribers/pause.ts';

const now = new Date('2026-11-24T10:00:00Z');
const day = (n: number) => new Date(now.getTime() + n * 86_400_000);

test('a pause ends whole weeks after it was begun, and is one until then', () => {
  expect(pauseEnd(now, 2)).toEqual(day(14));
  expect(pauseOf({ pausedUntil: day(14) }, day(13))).toEqual(day(14));
  expect(pauseOf({ pausedUntil: day(14) }, day(14))).toBeNull();
  expect(pauseOf({ pausedUntil: null }, now)).toBeNull();
});

describe('the papers of the first digest after a pause', () => {
  const reach = (cadence: 'daily' | 'weekly' | 'monthly', lastDigestAt: Date | null, until: Date | null) =>
    reachOf({ cadence, pausedUntil: until }, lastDigestAt, now);

  test('reach back to the last one', () => {
    expect(reach('daily', day(-8), day(-1))).toBe('weekly');
    expect(reach('daily', day(-15), day(-1))).toBe('monthly');
    expect(reach('daily', day(-29), day(-1))).toBe('monthly');
    expect(reach('weekly', day(-20), day(-1))).toBe('monthly');
  });

  test('reach no further than usual when that is far enough', () => {
    expect(reach('daily', day(-6), day(-1))).toBe('daily');
    expect(reach('weekly', day(-14), day(-1))).toBe('weekly');
    expect(reach('monthly', day(-60), day(-1))).toBe('monthly');
  });

  test('are those of any digest once one has come, before the first of all, and without a pause', () => {
    expect(reach('daily', day(-20), day(-21))).toBe('daily');
    expect(reach('daily', null, day(-1))).toBe('daily');
    expect(reach('daily', day(-20), null)).toBe('daily');
  });
});
