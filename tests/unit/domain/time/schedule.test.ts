import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cadences, nextDue, weekdays } from '../../../../src/domain/time/cadence.ts';
import {
  byTodaysRules,
  dueAfterSlot,
  lastDueUpTo,
  latestDue,
  nextDueOf,
  nextHour,
} from '../../../../src/domain/time/schedule.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const rhythms = fc.record({
  cadence: fc.constantFrom(...cadences),
  timezone: fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC'),
  hour: fc.integer({ min: 0, max: 23 }),
  weekday: fc.constantFrom(...weekdays),
});
const instants = fc
  .integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) })
  .map((ms) => new Date(ms));
const berlin = { cadence: 'daily', timezone: 'Europe/Berlin', hour: 8, weekday: 'monday' } as const;
const later = (instant: Date, ms: number) => new Date(instant.getTime() + ms);

describe('a due time by today’s rules of the zone', () => {
  test('stays what it is while it is the reader’s hour, whatever the cadence, in a catch-up too', () => {
    fc.assert(
      fc.property(rhythms, instants, (rhythm, now) => {
        for (const due of [nextDue(now, rhythm), nextHour(now, rhythm)])
          expect(byTodaysRules(due, rhythm)).toEqual(due);
      }),
      { numRuns: 1000 },
    );
  });

  test('is the reader’s hour again when the rules moved it by up to three hours', () => {
    const shifts = fc.constantFrom(-3, -2, -1, -0.5, 0.5, 1, 2, 3);
    fc.assert(
      fc.property(rhythms, instants, shifts, (rhythm, now, hours) => {
        const due = nextDue(now, rhythm);
        expect(byTodaysRules(later(due, hours * hourMs), rhythm)).toEqual(due);
      }),
      { numRuns: 1000 },
    );
  });

  test('of a Monday at midnight stays on that Monday when the old instant now lies on Sunday', () => {
    const rhythm = { ...berlin, cadence: 'weekly', hour: 0 } as const;
    // 23:00 in Berlin, by rules under which it was midnight.
    expect(byTodaysRules(new Date('2026-11-29T22:00:00Z'), rhythm).toISOString()).toBe(
      '2026-11-29T23:00:00.000Z',
    );
  });
});

describe('the latest believable due time', () => {
  test('is never before what a clock that was up to two days ahead has set', () => {
    fc.assert(
      fc.property(rhythms, instants, fc.integer({ min: 0, max: 2 * dayMs }), (rhythm, now, ahead) => {
        const due = nextDue(later(now, ahead), rhythm);
        expect(due.getTime()).toBeLessThanOrEqual(latestDue(now, rhythm.cadence).getTime());
      }),
      { numRuns: 2000 },
    );
  });

  test('is before what one that was a year ahead has set', () => {
    const now = new Date('2026-11-24T12:00:00Z');
    for (const cadence of cadences) {
      const due = nextDue(new Date('2027-11-24T12:00:00Z'), { ...berlin, cadence });
      expect(latestDue(now, cadence).getTime()).toBeLessThan(due.getTime());
    }
  });
});

test('the last due time up to now is a due time, and the next one is still to come', () => {
  fc.assert(
    fc.property(rhythms, instants, fc.integer({ min: 0, max: 400 * dayMs }), (rhythm, past, silence) => {
      const due = nextDue(past, rhythm);
      const now = later(due, silence);
      const last = lastDueUpTo(now, due, rhythm);
      expect(last.getTime()).toBeGreaterThanOrEqual(due.getTime());
      expect(last.getTime()).toBeLessThanOrEqual(now.getTime());
      expect(nextDue(later(last, -1), rhythm)).toEqual(last);
      expect(nextDue(last, rhythm).getTime()).toBeGreaterThan(now.getTime());
    }),
    { numRuns: 500 },
  );
});

describe('a reader who has paused is due', () => {
  const now = new Date('2026-11-24T10:00:00Z');
  const at = (pausedUntil: string | null) =>
    nextDueOf({ ...berlin, pausedUntil: pausedUntil === null ? null : new Date(pausedUntil) }, now);

  test('at the first time after the pause', () => {
    expect(at('2026-12-08T10:00:00Z').toISOString()).toBe('2026-12-09T07:00:00.000Z');
    expect(at('2026-12-08T06:59:59Z').toISOString()).toBe('2026-12-08T07:00:00.000Z');
  });

  test('at the next time when the pause is over, and without one', () => {
    for (const until of [null, '2026-11-24T10:00:00Z', '2026-10-01T00:00:00Z'])
      expect(at(until).toISOString()).toBe('2026-11-25T07:00:00.000Z');
  });
});

describe('after the digest of a slot, a reader is due', () => {
  test('at the next time after now, however late that is', () => {
    const slot = new Date('2026-11-24T07:00:00Z');
    const now = new Date('2026-11-25T08:00:00Z');
    expect(dueAfterSlot(slot, now, berlin).toISOString()).toBe('2026-11-26T07:00:00.000Z');
  });

  test('after that slot, when the clock is behind the one that made it', () => {
    const slot = new Date('2026-11-24T07:00:00Z');
    for (const now of ['2026-11-24T06:59:59.900Z', '2026-11-23T07:00:00Z'])
      expect(dueAfterSlot(slot, new Date(now), berlin).toISOString()).toBe('2026-11-25T07:00:00.000Z');
  });
});
