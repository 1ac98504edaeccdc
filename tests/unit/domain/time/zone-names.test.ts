import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTimeZone } from '../../../../src/domain/time/zone.ts';
import { currentZone, offsetInWords, saysNoZone, zoneNames } from '../../../../src/domain/time/zone-names.ts';

describe('the name that a zone has today', () => {
  test.each([
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
    ['Asia/Rangoon', 'Asia/Yangon'],
    ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['US/Pacific', 'America/Los_Angeles'],
    ['GB', 'Europe/London'],
    ['Zulu', 'UTC'],
    ['Etc/GMT+3', 'Etc/GMT+3'],
    ['europe/berlin', 'Europe/Berlin'],
    ['Europe/Amsterdam', 'Europe/Amsterdam'],
  ])('of %s is %s', (name, today) => {
    expect(currentZone(name)).toBe(today);
  });

  test.each(['Mars/Olympus', 'Etc/Unknown', '', '+02:00', 'x'.repeat(65)])('is none for %j', (name) => {
    expect(currentZone(name)).toBeNull();
  });

  test('of any text is itself a zone with that name, or there is none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(...zoneNames())), (name) => {
        const zone = currentZone(name);
        return zone === null ? !isTimeZone(name) : currentZone(zone) === zone && isTimeZone(zone);
      }),
    );
  });
});

test('what is no zone because nobody knows it', () => {
  expect(['Etc/Unknown', 'etc/unknown', 'undefined'].map(saysNoZone)).toEqual([true, true, true]);
  expect(['UTC', 'Mars/Olympus', '', 'x'.repeat(100)].map(saysNoZone)).toEqual([false, false, false, false]);
});

test('the list has each zone once, by its name of today', () => {
  expect(zoneNames()[0]).toBe('UTC');
  expect(new Set(zoneNames()).size).toBe(zoneNames().length);
  expect(zoneNames().filter((name) => currentZone(name) !== name)).toEqual([]);
  expect(zoneNames()).toContain('Asia/Kolkata');
  expect(zoneNames().length).toBeGreaterThan(400);
});

test.each([
  ['UTC', '2026-11-24T10:00:00Z', 'UTC'],
  ['Europe/Berlin', '2026-11-24T10:00:00Z', 'UTC+1'],
  ['Europe/Berlin', '2026-07-24T10:00:00Z', 'UTC+2'],
  ['Asia/Kathmandu', '2026-07-24T10:00:00Z', 'UTC+5:45'],
  ['America/St_Johns', '2026-11-24T10:00:00Z', 'UTC−3:30'],
  ['Africa/Abidjan', '2026-11-24T10:00:00Z', 'UTC'],
])('the clocks of %s are at %s on %s', (zone, at, words) => {
  expect(offsetInWords(zone, new Date(at))).toBe(words);
});
