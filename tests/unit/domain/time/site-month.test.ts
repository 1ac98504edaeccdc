import { describe, expect, it } from 'vitest';
import { readMonth, weeksOf, writtenMonth } from '../../../../src/domain/time/site-month.ts';

describe('a month in an address', () => {
  it.each(['2026-11', '2024-02', '1991-08'])('%s is one', (typed) => {
    expect(writtenMonth(readMonth(typed)!.from)).toBe(typed);
  });
  it.each(['', '2026-13', '2026-1', '2026-11-01', '1899-01', 'x'.repeat(1_000)])('%s is none', (typed) => {
    expect(readMonth(typed)).toBeNull();
  });
});

describe('the weeks of a month', () => {
  it.each([
    // From a Sunday on; from a Monday on; four weeks just.
    ['2026-11', 6, 30],
    ['2026-06', 5, 30],
    ['2027-02', 4, 28],
    ['2024-02', 5, 29],
  ])('of %s are %i with %i days, each under its weekday', (typed, weeks, days) => {
    const found = weeksOf(readMonth(typed)!);
    expect(found).toHaveLength(weeks);
    expect(found.every((week) => week.length === 7)).toBe(true);
    expect(found.flat().flatMap((day) => day?.getUTCDate() ?? [])).toEqual(
      Array.from({ length: days }, (_, at) => at + 1),
    );
    for (const week of found)
      for (const [at, day] of week.entries()) if (day !== null) expect((day.getUTCDay() + 6) % 7).toBe(at);
  });
});
