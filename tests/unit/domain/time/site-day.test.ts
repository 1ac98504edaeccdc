import { describe, expect, it } from 'vitest';
import { readDay, spanAround, writtenDay } from '../../../../src/domain/time/site-day.ts';

describe('a day in an address', () => {
  it.each(['2026-11-24', '2024-02-29', '1991-08-14'])('%s is one', (typed) => {
    expect(writtenDay(readDay(typed)!)).toBe(typed);
  });
  it.each([
    '',
    '2026-11-31',
    '2025-02-29',
    '2026-1-2',
    '24.11.2026',
    'yesterday',
    '1990-01-01',
    '2026-11-24T00',
    '0000-00-00',
  ])('%s is none', (typed) => {
    expect(readDay(typed)).toBeNull();
  });
  it('is in a week from Monday on and in a month of the calendar', () => {
    const spans = (typed: string) =>
      (['day', 'week', 'month'] as const).map((length) => {
        const { from, before } = spanAround(readDay(typed)!, length);
        return `${writtenDay(from)} ${writtenDay(before)}`;
      });
    expect(spans('2026-11-29')).toEqual([
      '2026-11-29 2026-11-30',
      '2026-11-23 2026-11-30',
      '2026-11-01 2026-12-01',
    ]);
    expect(spans('2026-12-31')).toEqual([
      '2026-12-31 2027-01-01',
      '2026-12-28 2027-01-04',
      '2026-12-01 2027-01-01',
    ]);
  });
});
