import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Cadence,
  cadences,
  dueSlot,
  lookbackDays,
  nextDue,
  type Weekday,
  weekdays,
} from '../../../../src/domain/time/cadence.ts';
import { instantOf, localTime } from '../../../../src/domain/time/zone.ts';

type Case = { after: Date; timezone: string };

const dayMs = 86_400_000;

/** Moments at which a zone changed its clock, the odd kinds among them. */
const changes = [
  ['Europe/Berlin', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00:00Z'],
  ['America/New_York', '2026-03-08T07:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z'],
  ['America/Sao_Paulo', '2018-02-18T02:00:00Z'],
  ['America/Nuuk', '2024-03-31T01:00:00Z'],
  ['America/Nuuk', '2024-10-27T01:00:00Z'],
  ['America/St_Johns', '2006-10-29T02:31:00Z'],
  ['America/St_Johns', '2006-04-02T03:31:00Z'],
  ['America/Havana', '2026-11-01T05:00:00Z'],
  ['Africa/Casablanca', '2026-03-22T02:00:00Z'],
  ['Asia/Pyongyang', '2018-05-04T15:00:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['Pacific/Fakaofo', '2011-12-30T11:00:00Z'],
  ['Pacific/Kiritimati', '1994-12-31T10:00:00Z'],
  ['Pacific/Kwajalein', '1993-08-21T12:00:00Z'],
] as const;

const anywhen: fc.Arbitrary<Case> = fc.record({
  timezone: fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC'),
  after: fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) }).map((ms) => new Date(ms)),
});
const nearChange: fc.Arbitrary<Case> = fc
  .tuple(fc.constantFrom(...changes), fc.integer({ min: -3 * dayMs, max: 3 * dayMs }))
  .map(([[timezone, at], shift]) => ({ timezone, after: new Date(Date.parse(at) + shift) }));
const cases = fc.oneof(anywhen, nearChange);
const hours = fc.integer({ min: 0, max: 23 });
const cadence = fc.constantFrom(...cadences);
const weekday = fc.constantFrom(...weekdays);

function due(
  after: string,
  timezone: string,
  hour: number,
  cadence: Cadence = 'daily',
  weekday: Weekday = 'monday',
): string {
  return nextDue(new Date(after), { cadence, timezone, hour, weekday }).toISOString();
}

/** Midnight UTC of the local calendar date, for counting days. */
function localDay(instant: Date, timezone: string): number {
  const { year, month, day } = localTime(instant, timezone);
  return Date.UTC(year, month - 1, day);
}

function dateExists(day: number, timezone: string): boolean {
  const date = new Date(day);
  const fields = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  return localDay(instantOf({ ...fields, hour: 12 }, timezone), timezone) === day;
}

function hourExists(day: number, hour: number, timezone: string): boolean {
  const date = new Date(day);
  const fields = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour };
  const found = localTime(instantOf(fields, timezone), timezone);
  return found.day === fields.day && found.hour === hour && found.minute === 0;
}

describe('nextDue, by example', () => {
  test.each([
    ['2026-07-06T05:59:59.999Z', 'Europe/Berlin', 8, '2026-07-06T06:00:00.000Z'],
    ['2026-07-06T06:00:00Z', 'Europe/Berlin', 8, '2026-07-07T06:00:00.000Z'],
    ['2026-01-04T18:00:00Z', 'Asia/Kathmandu', 0, '2026-01-04T18:15:00.000Z'],
    ['2026-01-04T18:15:00Z', 'Asia/Kathmandu', 7, '2026-01-05T01:15:00.000Z'],
  ])('daily after %s in %s at %i is %s', (after, zone, hour, expected) => {
    expect(due(after, zone, hour)).toBe(expected);
  });

  test.each([
    ['2026-07-06T05:00:00Z', 'Europe/Berlin', '2026-07-06T06:00:00.000Z'],
    ['2026-07-06T06:00:00Z', 'Europe/Berlin', '2026-07-13T06:00:00.000Z'],
    ['2026-07-12T23:00:00Z', 'Pacific/Auckland', '2026-07-19T20:00:00.000Z'],
  ])('weekly after %s in %s at 8 is Monday %s', (after, zone, expected) => {
    expect(due(after, zone, 8, 'weekly')).toBe(expected);
  });

  test.each([
    ['2026-01-31T23:00:00Z', 'Europe/Berlin', '2026-02-01T07:00:00.000Z'],
    ['2026-02-01T07:00:00Z', 'Europe/Berlin', '2026-03-01T07:00:00.000Z'],
    ['2026-12-15T00:00:00Z', 'America/New_York', '2027-01-01T13:00:00.000Z'],
  ])('monthly after %s in %s at 8 is the 1st, %s', (after, zone, expected) => {
    expect(due(after, zone, 8, 'monthly')).toBe(expected);
  });

  test.each([
    ['2026-03-28T12:00:00Z', 'Europe/Berlin', 2, '2026-03-29T01:00:00.000Z', '2026-03-30T00:00:00.000Z'],
    ['2026-03-08T00:00:00Z', 'America/New_York', 2, '2026-03-08T07:00:00.000Z', '2026-03-09T06:00:00.000Z'],
    [
      '2026-10-03T00:00:00Z',
      'Australia/Lord_Howe',
      2,
      '2026-10-03T15:30:00.000Z',
      '2026-10-04T15:00:00.000Z',
    ],
    ['2018-11-03T12:00:00Z', 'America/Sao_Paulo', 0, '2018-11-04T03:00:00.000Z', '2018-11-05T02:00:00.000Z'],
  ])(
    'after %s an hour that %s jumps over at %i is due when the gap ends, %s, then %s',
    (after, zone, hour, first, second) => {
      expect(due(after, zone, hour)).toBe(first);
      expect(due(first, zone, hour)).toBe(second);
    },
  );

  test.each([
    ['2026-10-24T12:00:00Z', 'Europe/Berlin', 2, '2026-10-25T00:00:00.000Z', '2026-10-26T01:00:00.000Z'],
    ['2026-10-31T12:00:00Z', 'America/New_York', 1, '2026-11-01T05:00:00.000Z', '2026-11-02T06:00:00.000Z'],
    ['2026-11-01T00:00:00Z', 'America/Havana', 0, '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    ['2018-02-17T12:00:00Z', 'America/Sao_Paulo', 23, '2018-02-18T01:00:00.000Z', '2018-02-19T02:00:00.000Z'],
  ])(
    'after %s an hour that %s shows twice at %i is due the first time, %s, then %s',
    (after, zone, hour, first, second) => {
      expect(due(after, zone, hour)).toBe(first);
      expect(due(first, zone, hour)).toBe(second);
    },
  );

  test('a gap that runs to midnight brings that date its digest an hour early, not two on the next date', () => {
    // Nuuk's clock jumps from 22:59:59 on 30 March 2024 to 00:00 on the 31st.
    expect(due('2024-03-30T12:00:00Z', 'America/Nuuk', 23)).toBe('2024-03-31T00:00:00.000Z');
    expect(due('2024-03-31T00:00:00Z', 'America/Nuuk', 23)).toBe('2024-04-01T00:00:00.000Z');
  });

  test.each([
    ['2026-11-24T10:00:00Z', 'tuesday', '2026-12-01T07:00:00.000Z'],
    ['2026-11-24T10:00:00Z', 'wednesday', '2026-11-25T07:00:00.000Z'],
    ['2026-11-24T10:00:00Z', 'sunday', '2026-11-29T07:00:00.000Z'],
    ['2026-11-24T10:00:00Z', 'monday', '2026-11-30T07:00:00.000Z'],
    ['2026-11-24T06:00:00Z', 'tuesday', '2026-11-24T07:00:00.000Z'],
  ] as const)('after %s a weekly digest of a %s is due on %s', (after, weekday, expected) => {
    expect(due(after, 'Europe/Berlin', 8, 'weekly', weekday)).toBe(expected);
  });

  test('a date that a zone skipped has no daily digest of its own', () => {
    expect(due('2011-12-29T12:00:00Z', 'Pacific/Apia', 8)).toBe('2011-12-29T18:00:00.000Z');
    expect(due('2011-12-29T18:00:00Z', 'Pacific/Apia', 8)).toBe('2011-12-30T18:00:00.000Z');
  });
});

describe('nextDue, anywhere from 2000 to 2040', () => {
  test('is strictly after, and is what is due just before itself', () => {
    fc.assert(
      fc.property(cases, hours, cadence, weekday, ({ after, timezone }, hour, cadence, weekday) => {
        const rhythm = { cadence, timezone, hour, weekday };
        const next = nextDue(after, rhythm);
        expect(next.getTime()).toBeGreaterThan(after.getTime());
        expect(nextDue(new Date(next.getTime() - 1), rhythm)).toEqual(next);
      }),
      { numRuns: 2000 },
    );
  });

  test('comes at the local hour asked for, on a date that has it', () => {
    fc.assert(
      fc.property(cases, hours, cadence, weekday, ({ after, timezone }, hour, cadence, weekday) => {
        const next = nextDue(after, { cadence, timezone, hour, weekday });
        const local = localTime(next, timezone);
        if (hourExists(localDay(next, timezone), hour, timezone)) {
          expect(local).toMatchObject({ hour, minute: 0, second: 0 });
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('gives each local date exactly one daily digest', () => {
    fc.assert(
      fc.property(cases, hours, ({ after, timezone }, hour) => {
        let previous = nextDue(after, { cadence: 'daily', timezone, hour, weekday: 'monday' });
        for (let step = 0; step < 6; step += 1) {
          const next = nextDue(previous, { cadence: 'daily', timezone, hour, weekday: 'monday' });
          expect(localDay(next, timezone)).toBeGreaterThan(localDay(previous, timezone));
          for (let day = localDay(previous, timezone) + dayMs; day < localDay(next, timezone); day += dayMs) {
            expect(dateExists(day, timezone)).toBe(false);
          }
          previous = next;
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('is the weekday every week, and the 1st every month', () => {
    fc.assert(
      fc.property(anywhen, hours, weekday, ({ after, timezone }, hour, weekday) => {
        const week = nextDue(after, { cadence: 'weekly', timezone, hour, weekday });
        const weekAfter = nextDue(week, { cadence: 'weekly', timezone, hour, weekday });
        expect(localTime(week, timezone).weekday).toBe(weekdays.indexOf(weekday) + 1);
        // A zone can leave out the date between (Apia, Friday 30 December 2011).
        expect([7 * dayMs, 14 * dayMs]).toContain(localDay(weekAfter, timezone) - localDay(week, timezone));
        const month = nextDue(after, { cadence: 'monthly', timezone, hour, weekday });
        const monthAfter = nextDue(month, { cadence: 'monthly', timezone, hour, weekday });
        expect(localTime(month, timezone).day).toBe(1);
        expect(localTime(monthAfter, timezone).day).toBe(1);
        expect(localTime(monthAfter, timezone).month).toBe((localTime(month, timezone).month % 12) + 1);
      }),
      { numRuns: 2000 },
    );
  });

  test('never goes back as time goes on', () => {
    fc.assert(
      fc.property(
        cases,
        hours,
        cadence,
        weekday,
        fc.integer({ min: 0, max: 40 * dayMs }),
        (at, hour, cadence, weekday, later) => {
          const rhythm = { cadence, timezone: at.timezone, hour, weekday };
          const next = nextDue(at.after, rhythm).getTime();
          expect(nextDue(new Date(at.after.getTime() + later), rhythm).getTime()).toBeGreaterThanOrEqual(
            next,
          );
        },
      ),
      { numRuns: 2000 },
    );
  });
});

test('an unknown zone is a range error', () => {
  expect(() => due('2026-01-01T00:00:00Z', 'Europe/Atlantis', 8)).toThrow(RangeError);
});

test('a digest reaches further back than its cadence is long', () => {
  const longest = { daily: 1, weekly: 7, monthly: 31 };
  for (const one of cadences) expect(lookbackDays(one)).toBeGreaterThan(longest[one]);
});

test('all that is due within a minute shares a slot', () => {
  expect(dueSlot(new Date('2026-07-06T06:00:59.999Z')).toISOString()).toBe('2026-07-06T06:00:00.000Z');
  expect(dueSlot(new Date('2026-07-06T06:00:00Z')).toISOString()).toBe('2026-07-06T06:00:00.000Z');
  expect(dueSlot(new Date(-1)).toISOString()).toBe('1969-12-31T23:59:00.000Z');
});
