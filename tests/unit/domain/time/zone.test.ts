import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf, isTimeZone, localTime } from '../../../../src/domain/time/zone.ts';

const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
const instants = fc
  .integer({ min: Date.UTC(1950, 0, 1) / 1000, max: Date.UTC(2040, 0, 1) / 1000 })
  .map((s) => new Date(s * 1000));

function reading(instant: string, zone: string): string {
  const t = localTime(new Date(instant), zone);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${t.year}-${two(t.month)}-${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} ${t.weekday}`;
}

/** `2026-03-29 02:30` in the zone, as an ISO instant. */
function instant(local: string, zone: string): string {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = local.split(/\D/).map(Number);
  return instantOf({ year, month, day, hour, minute }, zone).toISOString();
}

describe('isTimeZone', () => {
  test.each([
    'UTC',
    'Europe/Berlin',
    'Asia/Calcutta',
    'Asia/Kolkata',
    'America/Argentina/Buenos_Aires',
    'Etc/GMT+2',
  ])('knows %s', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  test.each([
    '',
    '+02:00',
    '-0500',
    '+02',
    'GMT+2',
    'UTC+1',
    'Europe/Atlantis',
    ' UTC',
    'Europe/Berlin\n',
    '中国',
  ])('refuses %j', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => typeof isTimeZone(name) === 'boolean'));
  });
});

describe('localTime', () => {
  test.each([
    ['2026-11-02T00:00:00Z', 'UTC', '2026-11-02 00:00:00 1'],
    ['2026-07-05T22:30:15Z', 'Europe/Berlin', '2026-07-06 00:30:15 1'],
    ['2026-01-04T18:15:00Z', 'Asia/Kathmandu', '2026-01-05 00:00:00 1'],
    ['2026-01-04T12:00:00Z', 'Asia/Kolkata', '2026-01-04 17:30:00 7'],
    ['2026-01-04T12:00:00Z', 'Pacific/Chatham', '2026-01-05 01:45:00 1'],
    ['2026-01-04T12:00:00Z', 'Australia/Lord_Howe', '2026-01-04 23:00:00 7'],
    ['2026-07-04T12:00:00Z', 'Australia/Lord_Howe', '2026-07-04 22:30:00 6'],
    ['2011-12-30T09:59:59Z', 'Pacific/Apia', '2011-12-29 23:59:59 4'],
    ['2011-12-30T10:00:00Z', 'Pacific/Apia', '2011-12-31 00:00:00 6'],
    // Morocco is on +01, and goes back to +00 for Ramadan: 15 February to 22 March in 2026.
    ['2026-02-10T12:00:00Z', 'Africa/Casablanca', '2026-02-10 13:00:00 2'],
    ['2026-03-10T12:00:00Z', 'Africa/Casablanca', '2026-03-10 12:00:00 2'],
    // Moscow: +04 from 2011 to 2014, +03 since.
    ['2013-01-01T00:00:00Z', 'Europe/Moscow', '2013-01-01 04:00:00 2'],
    ['2015-01-01T00:00:00Z', 'Europe/Moscow', '2015-01-01 03:00:00 4'],
  ])('%s in %s is %s', (at, zone, expected) => {
    expect(reading(at, zone)).toBe(expected);
  });

  test('an unknown zone and an invalid date are range errors', () => {
    expect(() => localTime(new Date(0), 'Europe/Atlantis')).toThrow(RangeError);
    expect(() => localTime(new Date(Number.NaN), 'UTC')).toThrow(RangeError);
  });
});

describe('instantOf', () => {
  test.each([
    ['2026-07-06 08:00', 'Europe/Berlin', '2026-07-06T06:00:00.000Z'],
    ['2026-01-05 00:00', 'Asia/Kathmandu', '2026-01-04T18:15:00.000Z'],
    ['2026-01-05 01:45', 'Pacific/Chatham', '2026-01-04T12:00:00.000Z'],
    ['2026-06-01 12:00', 'Pacific/Kiritimati', '2026-05-31T22:00:00.000Z'],
    ['2026-06-01 12:00', 'Pacific/Niue', '2026-06-01T23:00:00.000Z'],
  ])('%s in %s is %s', (local, zone, expected) => {
    expect(instant(local, zone)).toBe(expected);
  });

  test.each([
    ['2026-03-29 02:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29 02:59', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-03-08 02:30', 'America/New_York', '2026-03-08T07:00:00.000Z'],
    ['2026-10-04 02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z'],
    ['2018-11-04 00:30', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['2024-03-30 23:30', 'America/Nuuk', '2024-03-31T01:00:00.000Z'],
    ['2011-12-30 12:00', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['1993-08-21 08:00', 'Pacific/Kwajalein', '1993-08-21T12:00:00.000Z'],
  ])('%s, which %s skipped, is the first instant after the gap, %s', (local, zone, expected) => {
    expect(instant(local, zone)).toBe(expected);
  });

  test.each([
    ['2026-10-25 02:00', 'Europe/Berlin', '2026-10-25T00:00:00.000Z'],
    ['2026-10-25 02:59', 'Europe/Berlin', '2026-10-25T00:59:00.000Z'],
    ['2026-11-01 01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['2026-04-05 01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
    ['2018-02-17 23:30', 'America/Sao_Paulo', '2018-02-18T01:30:00.000Z'],
  ])('%s, which %s showed twice, is the first of the two, %s', (local, zone, expected) => {
    expect(instant(local, zone)).toBe(expected);
  });

  test('goes back from any instant to that instant, or to the earlier one with the same reading', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (zone, at) => {
        const local = localTime(at, zone);
        const back = instantOf(local, zone);
        const early = at.getTime() - local.second * 1000 - back.getTime();
        expect(localTime(back, zone)).toEqual({ ...local, second: 0 });
        // The widest overlap known: a zone that moved across the date line by repeating a day.
        expect(early).toBeGreaterThanOrEqual(0);
        expect(early).toBeLessThanOrEqual(24 * 3_600_000);
      }),
      { numRuns: 3000 },
    );
  });

  test('a reading that no instant has gives the instant at which the clock first shows a later one', () => {
    let gaps = 0;
    for (const zone of zones) {
      for (let day = Date.UTC(2026, 0, 1); day < Date.UTC(2027, 0, 1); day += 86_400_000) {
        const date = new Date(day);
        const asked = {
          year: 2026,
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
          hour: 2,
          minute: 15,
        };
        const found = instantOf(asked, zone);
        const shown = localTime(found, zone);
        if (shown.hour === 2 && shown.minute === 15) continue;
        gaps += 1;
        const before = localTime(new Date(found.getTime() - 1000), zone);
        const wall = (t: typeof shown) => Date.UTC(t.year, t.month - 1, t.day, t.hour, t.minute, t.second);
        expect(wall(before)).toBeLessThan(day + 2.25 * 3_600_000);
        expect(wall(shown)).toBeGreaterThan(day + 2.25 * 3_600_000);
      }
    }
    expect(gaps).toBeGreaterThan(50);
  });
});
