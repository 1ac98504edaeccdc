import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isDay,
  isWarmUpReason,
  warmUpDay,
  warmUpPause,
  warmUpPlan,
} from '../../../../src/domain/sending/warm-up.ts';

const from = '2026-12-30';
const dayMs = 86_400_000;
const first = Date.parse('2026-12-30T00:00:00Z');

describe('the plan', () => {
  test('begins small, grows by about two fifths a day, and ends above a hundred thousand', () => {
    expect(warmUpPlan[0]).toBe(200);
    expect(warmUpPlan.at(-1)).toBeGreaterThanOrEqual(100_000);
    for (const [index, most] of warmUpPlan.slice(1).entries()) {
      const growth = most / warmUpPlan[index]!;
      expect(growth).toBeGreaterThanOrEqual(1.25);
      expect(growth).toBeLessThanOrEqual(1.5);
    }
  });
});

describe('a day of the warm-up', () => {
  test.each([
    ['2026-12-30T00:00:00Z', '2026-12-30', 200],
    ['2026-12-30T23:59:59.999Z', '2026-12-30', 200],
    ['2026-12-31T00:00:00Z', '2026-12-31', 280],
    ['2027-01-01T12:00:00Z', '2027-01-01', 400],
    ['2027-01-18T12:00:00Z', '2027-01-18', 120_000],
  ])('at %s is %s, with %d messages', (now, day, most) => {
    expect(warmUpDay(from, new Date(now))).toMatchObject({ day, most });
  });

  test('before the first one is like it', () => {
    expect(warmUpDay(from, new Date('2026-11-01T08:00:00Z'))).toMatchObject({ day: '2026-11-01', most: 200 });
  });

  test('after the last one has no limit', () => {
    expect(warmUpDay(from, new Date(first + warmUpPlan.length * dayMs - 1))).not.toBeNull();
    expect(warmUpDay(from, new Date(first + warmUpPlan.length * dayMs))).toBeNull();
  });

  test('never allows less than the one before, and ends at the next midnight', () => {
    const instant = fc.integer({ min: first - 40 * dayMs, max: first + 40 * dayMs });
    fc.assert(
      fc.property(instant, fc.nat({ max: 3 * dayMs }), (at, later) => {
        const [one, two] = [warmUpDay(from, new Date(at)), warmUpDay(from, new Date(at + later))];
        expect(two?.most ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(
          one?.most ?? Number.POSITIVE_INFINITY,
        );
        if (one === null) return;
        const left = one.ends.getTime() - at;
        expect(left).toBeGreaterThan(0);
        expect(left).toBeLessThanOrEqual(dayMs);
        expect(one.ends.getTime() % dayMs).toBe(0);
        expect(one.ends.getTime() - dayMs).toBe(Date.parse(one.day));
      }),
    );
  });
});

test('a digest that waits says how many went out, and until when it waits', () => {
  const pause = warmUpPause(warmUpDay(from, new Date('2027-01-05T08:00:00Z'))!);
  expect(pause).toEqual({
    reason: 'warm-up: 1,500 messages today; goes on at 00:00 UTC',
    until: new Date('2027-01-06T00:00:00Z'),
  });
  expect(isWarmUpReason(pause.reason)).toBe(true);
  expect(isWarmUpReason('127.0.0.1:25 refuses connections')).toBe(false);
  expect(isWarmUpReason(null)).toBe(false);
});

test('a day is one that there is', () => {
  expect(isDay('2028-02-29')).toBe(true);
  for (const no of [
    '2027-02-29',
    '2026-13-01',
    '2026-1-1',
    '26-01-01',
    '2026-01-01T00:00',
    ' 2026-01-01',
    '',
  ])
    expect(isDay(no)).toBe(false);
});
