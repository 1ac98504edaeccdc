import { describe, expect, test } from 'vitest';
import {
  dayIn,
  dayText,
  ownMoment,
  planningMoment,
  wrongSendOn,
} from '../../../../src/domain/time/own-hour.ts';
import { zoneNames } from '../../../../src/domain/time/zone-names.ts';

const day = new Date('2026-11-30T00:00:00Z');
const own = (timezone: string, hour: number, on = day) => ownMoment(on, { timezone, hour }).toISOString();

test.each([
  ['2026-11-30', '2026-11-30'],
  ['2028-02-29', '2028-02-29'],
  ['2026-02-29', null],
  ['2026-13-01', null],
  ['2026-11-31', null],
  ['30.11.2026', null],
  ['2026-11-30T10:00', null],
  ['', null],
])('%s is the day %s', (typed, said) => {
  const read = dayIn(typed);
  expect(read === null ? null : dayText(read)).toBe(said);
});

describe('a reader’s own moment of a day', () => {
  test.each([
    ['Europe/Berlin', 8, '2026-11-30T07:00:00.000Z'],
    ['America/New_York', 8, '2026-11-30T13:00:00.000Z'],
    ['Asia/Kathmandu', 8, '2026-11-30T02:15:00.000Z'],
    ['Pacific/Kiritimati', 0, '2026-11-29T10:00:00.000Z'],
    ['Etc/GMT+12', 23, '2026-12-01T11:00:00.000Z'],
  ])('in %s at %i is %s', (zone, hour, instant) => {
    expect(own(zone, hour)).toBe(instant);
  });

  test('that the clock skips is the first one after the gap', () => {
    expect(own('Europe/Berlin', 2, new Date('2026-03-29T00:00:00Z'))).toBe('2026-03-29T01:00:00.000Z');
  });

  test('never comes before it is planned, nor after the day is over everywhere', () => {
    const early = new Date('2026-11-01T00:00:00Z');
    const first = planningMoment(day, early);
    for (const zone of zoneNames()) {
      expect(ownMoment(day, { timezone: zone, hour: 0 }) >= first).toBe(true);
      expect(wrongSendOn(day, ownMoment(day, { timezone: zone, hour: 23 }))).toEqual([]);
    }
  });
});

test('a day that has begun is planned at once, one that is over is refused, and so is one far ahead', () => {
  const now = new Date('2026-11-30T16:00:00Z');
  expect(planningMoment(day, now)).toEqual(now);
  expect(wrongSendOn(new Date('2026-11-28T00:00:00Z'), now)).toMatchObject([{ field: 'sendOn' }]);
  expect(wrongSendOn(new Date('2028-01-01T00:00:00Z'), now)).toMatchObject([{ field: 'sendOn' }]);
  expect(wrongSendOn(new Date(Number.NaN), now)).toMatchObject([{ field: 'sendOn' }]);
});
