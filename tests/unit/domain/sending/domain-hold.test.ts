import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterDeferral,
  type DomainHold,
  isHeld,
  noHold,
} from '../../../../src/domain/sending/domain-hold.ts';

const start = Date.parse('2026-11-24T08:00:00Z');
const at = (seconds: number) => new Date(start + seconds * 1000);
const heldFor = (hold: DomainHold, seconds: number) => (hold.until - at(seconds).getTime()) / 1000;

describe('a mail domain that puts messages off', () => {
  test('is left alone from the fifth deferral in a row on, for twice as long each time, a quarter of an hour at most', () => {
    let hold = noHold;
    for (let second = 0; second < 4; second++) {
      hold = afterDeferral(hold, at(second));
      expect(isHeld(hold, at(second))).toBe(false);
    }
    const lengths: number[] = [];
    for (let time = 4; lengths.length < 8; ) {
      hold = afterDeferral(hold, at(time));
      lengths.push(heldFor(hold, time));
      expect(isHeld(hold, at(time))).toBe(true);
      time += heldFor(hold, time) + 1;
    }
    expect(lengths).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
  });

  test('is not left alone for one reader who is tried again and again over hours', () => {
    let hold = noHold;
    for (let minute = 0; minute < 600; minute += 10) {
      hold = afterDeferral(hold, at(minute * 60));
      expect(isHeld(hold, at(minute * 60))).toBe(false);
    }
  });

  test('is held no longer by what was under way when the hold began', () => {
    let hold = noHold;
    for (let index = 0; index < 5; index++) hold = afterDeferral(hold, at(0));
    expect(afterDeferral(hold, at(1))).toEqual(hold);
  });

  test('is never held for more than a quarter of an hour', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 7200 }), { maxLength: 60 }), (gaps) => {
        let hold = noHold;
        let time = 0;
        for (const gap of gaps) {
          time += gap;
          hold = afterDeferral(hold, at(time));
          expect(heldFor(hold, time)).toBeLessThanOrEqual(900);
        }
      }),
    );
  });
});
