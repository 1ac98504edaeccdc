import { expect, it } from 'vitest';
import { momentIn, wrongSendAt } from '../../../../src/domain/time/send-moment.ts';
import { upcomingSlots } from '../../../../src/domain/time/upcoming.ts';

const at = (text: string) => new Date(`2026-11-${text}:00:00Z`);

it('daily readers are due on both days, others once, and each moment stands once', () => {
  const until = at('26T10');
  const next = [
    { cadence: 'weekly' as const, at: at('25T08'), readers: 3 },
    { cadence: 'daily' as const, at: at('25T08'), readers: 5 },
    { cadence: 'daily' as const, at: at('24T11'), readers: 7 },
    // Late by a day: due now, and again tomorrow.
    { cadence: 'daily' as const, at: at('24T08'), readers: 1 },
    { cadence: 'monthly' as const, at: at('26T11'), readers: 9 },
  ];
  expect(upcomingSlots(next, until)).toEqual([
    { cadence: 'daily', at: at('24T08'), readers: 1 },
    { cadence: 'daily', at: at('24T11'), readers: 7 },
    { cadence: 'daily', at: at('25T08'), readers: 6 },
    { cadence: 'weekly', at: at('25T08'), readers: 3 },
    { cadence: 'daily', at: at('25T11'), readers: 7 },
    { cadence: 'daily', at: at('26T08'), readers: 6 },
  ]);
});

it('a clock’s reading is an instant in its zone', () => {
  expect(momentIn('2026-11-24T18:00', 'Europe/Berlin')?.toISOString()).toBe('2026-11-24T17:00:00.000Z');
  expect(momentIn('2026-07-24T18:00:00', 'Europe/Berlin')?.toISOString()).toBe('2026-07-24T16:00:00.000Z');
  // In the night when clocks jump from two to three, a reading between is the instant of the jump.
  expect(momentIn('2027-03-28T02:30', 'Europe/Berlin')?.toISOString()).toBe('2027-03-28T01:00:00.000Z');
  for (const wrong of ['', 'soon', '2026-13-01T08:00', '2026-02-30T08:00', '2026-11-24T24:00', '2026-11-24'])
    expect(momentIn(wrong, 'UTC')).toBeNull();
});

it('a send is planned for a moment that is still to come, within a year', () => {
  expect(wrongSendAt(at('24T11'), at('24T10'))).toEqual([]);
  expect(wrongSendAt(at('24T10'), at('24T10'))).toMatchObject([{ field: 'sendAt' }]);
  expect(wrongSendAt(new Date('2028-01-01'), at('24T10'))).toMatchObject([{ field: 'sendAt' }]);
  expect(wrongSendAt(new Date('nonsense'), at('24T10'))).toMatchObject([{ field: 'sendAt' }]);
});
