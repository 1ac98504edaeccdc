import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CongestionWindow,
  newWindow,
  placesOf,
  type Sign,
  windowAfter,
} from '../../../../src/adapters/smtp/congestion-window.ts';

/** A server whose every message takes 100 ms and ends with `sign`, for so many messages, always fully used. */
function drive(
  pace: CongestionWindow,
  sign: Sign,
  times: number,
  from: number,
): { pace: CongestionWindow; now: number } {
  let now = from;
  for (let time = 0; time < times; time++) {
    now += 100;
    pace = windowAfter(pace, sign, {
      begunAt: now - 50,
      now,
      busy: placesOf(pace, now - 50),
      open: 1,
      dice: 0,
    });
  }
  return { pace, now };
}
const once = (pace: CongestionWindow, sign: Sign, now: number, begunAt = now - 1) =>
  windowAfter(pace, sign, { begunAt, now, busy: 1, open: 0, dice: 0 });

describe('the pace of a server', () => {
  it('starts small and never above the limit', () => {
    expect(placesOf(newWindow(50), 0)).toBe(4);
    expect(placesOf(newWindow(2), 0)).toBe(2);
  });

  it('grows by about one for each window of answers, up to the limit', () => {
    expect(placesOf(drive(newWindow(50), 'answered', 5, 0).pace, 600)).toBe(5);
    const later = drive(newWindow(50), 'answered', 50, 0);
    expect(placesOf(later.pace, later.now)).toBe(10);
    const full = drive(newWindow(20), 'answered', 2_000, 0);
    expect(placesOf(full.pace, full.now)).toBe(20);
  });

  it('does not grow while it is not used', () => {
    let pace = newWindow(50);
    for (let now = 1; now < 100; now++) pace = once(pace, 'answered', now);
    expect(placesOf(pace, 100)).toBe(4);
  });

  it('takes a refusal of the message for good as an answer', () => {
    const { pace, now } = drive(newWindow(50), 'answered', 100, 0);
    expect(placesOf(pace, now)).toBeGreaterThan(10);
  });

  it('bears a few temporary refusals, and halves at most of a window', () => {
    const start = drive(newWindow(20), 'answered', 2_000, 0);
    let { pace, now } = start;
    for (let round = 0; round < 60; round++) {
      ({ pace, now } = drive(pace, round % 3 === 0 ? 'deferred' : 'answered', 1, now));
    }
    expect(placesOf(pace, now)).toBe(20);
    ({ pace, now } = drive(start.pace, 'deferred', 40, start.now));
    expect(placesOf(pace, now)).toBeLessThanOrEqual(10);
    expect(pace.pausedUntil).toBeLessThan(0);
    ({ pace, now } = drive(pace, 'deferred', 200, now));
    expect(placesOf(pace, now)).toBe(1);
  });

  it('halves once for all that was on its way at the time, without a pause, when connections break', () => {
    const { pace, now } = drive(newWindow(20), 'answered', 2_000, 0);
    const cut = once(pace, 'broken', now);
    expect(placesOf(cut, now)).toBe(10);
    expect(once(cut, 'broken', now + 5, now)).toBe(cut);
    expect(placesOf(once(cut, 'broken', now + 5, now + 1), now + 5)).toBe(5);
  });

  it.each(['closing', 'unreachable'] as const)(
    'pauses longer and longer while it is %s, up to a minute',
    (sign) => {
      let pace = newWindow(20);
      let now = 1_000;
      const lengths: number[] = [];
      for (let time = 0; time < 9; time++) {
        pace = once(pace, sign, now);
        lengths.push(pace.pausedUntil - now);
        expect(placesOf(pace, pace.pausedUntil - 1)).toBe(0);
        expect(placesOf(pace, pace.pausedUntil)).toBe(1);
        now = pace.pausedUntil + 10;
      }
      expect(lengths).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000));
      pace = once(pace, 'answered', now);
      expect(pace.pauses).toBe(0);
      expect(once(pace, sign, now + 10).pausedUntil).toBe(now + 10 + 1_000);
    },
  );

  it('pauses too when connections break and there is nothing left to halve', () => {
    const pace = once(once(newWindow(4), 'broken', 10), 'broken', 20);
    expect(placesOf(pace, 20)).toBe(1);
    expect(placesOf(once(pace, 'broken', 30), 30)).toBe(0);
  });

  it('leaves what proved too much alone for a minute, then tries it again', () => {
    const full = drive(newWindow(20), 'answered', 2_000, 0);
    const moment = { begunAt: full.now, now: full.now + 1, busy: 20, open: 13, dice: 0 };
    const refused = windowAfter(full.pace, 'unreachable', moment);
    const soon = drive(refused, 'answered', 500, full.now + 1_000);
    expect(placesOf(soon.pace, soon.now)).toBe(13);
    const later = drive(soon.pace, 'answered', 500, soon.now);
    expect(placesOf(later.pace, later.now)).toBe(20);
  });

  it('is not held back after a server was down', () => {
    let pace = once(once(newWindow(20), 'unreachable', 10), 'unreachable', 2_000);
    const moment = { begunAt: 5_000, now: 5_001, busy: 1, open: 2, dice: 0 };
    pace = windowAfter(pace, 'unreachable', moment);
    const back = drive(pace, 'answered', 400, pace.pausedUntil);
    expect(placesOf(back.pace, back.now)).toBe(20);
  });

  const signs = fc.constantFrom<Sign>('answered', 'deferred', 'closing', 'broken', 'unreachable');
  const events = fc.array(
    fc.record({
      sign: signs,
      after: fc.integer({ min: 0, max: 90_000 }),
      took: fc.integer({ min: 0, max: 90_000 }),
      busy: fc.integer({ min: 1, max: 60 }),
      open: fc.integer({ min: 0, max: 60 }),
      dice: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { maxLength: 200 },
  );

  it('is never below one nor above the limit, and never pauses for more than a minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), events, (limit, list) => {
        let pace = newWindow(limit);
        let now = 0;
        for (const { sign, after: wait, took, busy, open, dice } of list) {
          now += wait;
          pace = windowAfter(pace, sign, { begunAt: now - took, now, busy, open, dice });
          expect(pace.window).toBeGreaterThanOrEqual(1);
          expect(pace.window).toBeLessThanOrEqual(limit);
          expect(pace.pausedUntil - now).toBeLessThanOrEqual(60_000);
          expect(placesOf(pace, Math.max(now, pace.pausedUntil))).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });

  it('comes back to the limit after whatever happened', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), events, (limit, list) => {
        let pace = newWindow(limit);
        let now = 0;
        for (const { sign, after: wait, took, busy, open, dice } of list) {
          now += wait;
          pace = windowAfter(pace, sign, { begunAt: now - took, now, busy, open, dice });
        }
        const healed = drive(pace, 'answered', 1_500, now + 60_000);
        expect(placesOf(healed.pace, healed.now)).toBe(limit);
      }),
      { numRuns: 50 },
    );
  });
});
