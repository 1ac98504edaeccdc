import { describe, expect, it } from 'vitest';
import { isWornOut } from '../../../../src/domain/bounces/soft-bounces.ts';

const days = (...of: number[]) => of.map((day) => new Date(Date.UTC(2026, 10, day, 12)));

describe('an address with soft bounces', () => {
  it.each([
    ['none', days(), false],
    ['one', days(1), false],
    ['four days in a month', days(1, 10, 20, 30), false],
    ['five days within a week', days(1, 2, 3, 4, 7), false],
    ['five days in more than a week', days(1, 2, 3, 4, 8), true],
    ['a day each week', days(1, 8, 15, 22, 29), true],
  ])('is given up after enough days only: %s', (_, at, wornOut) => {
    expect(isWornOut(at)).toBe(wornOut);
  });

  it('has one count a day, however many bounces', () => {
    expect(isWornOut([...days(1, 1, 1, 1, 1, 1), ...days(9, 9, 9)])).toBe(false);
  });
});
