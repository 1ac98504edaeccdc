import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  announcementDays,
  lastAnnouncement,
  nextAnnouncement,
  quietStretch,
} from '../../../../src/domain/time/arxiv-calendar.ts';

const at = (iso: string) => new Date(iso);
const next = (iso: string) => nextAnnouncement(at(iso)).toISOString();

describe('arXiv announces', () => {
  test.each([
    ['at 20:00 in New York, in winter', '2026-11-24T12:00:00Z', '2026-11-25T01:00:00.000Z'],
    ['at 20:00 in New York, in summer', '2026-07-14T12:00:00Z', '2026-07-15T00:00:00.000Z'],
    ['on Sunday after Thursday', '2026-11-20T02:00:00Z', '2026-11-23T01:00:00.000Z'],
    ['on the first Sunday of summer time', '2026-03-07T12:00:00Z', '2026-03-09T00:00:00.000Z'],
    ['not on Thanksgiving', '2026-11-26T12:00:00Z', '2026-11-30T01:00:00.000Z'],
    ['not on the Sunday after a Friday off', '2026-12-26T12:00:00Z', '2026-12-29T01:00:00.000Z'],
    ['not between the years', '2026-12-29T12:00:00Z', '2026-12-31T01:00:00.000Z'],
    ['not on a holiday that is expected by its rule', '2027-11-25T12:00:00Z', '2027-11-29T01:00:00.000Z'],
    ['on the eve of a holiday kept on Monday', '2027-07-03T12:00:00Z', '2027-07-05T00:00:00.000Z'],
    ['not on a holiday kept on Monday', '2027-07-05T12:00:00Z', '2027-07-07T00:00:00.000Z'],
  ])('%s', (_, from, announced) => {
    expect(next(from)).toBe(announced);
  });

  test('and the last announcement is the one that the next one was', () => {
    fc.assert(
      fc.property(
        fc.date({ min: at('2001-01-01'), max: at('2060-01-01'), noInvalidDate: true }),
        (moment) => {
          const announced = nextAnnouncement(moment);
          expect(announced.getTime()).toBeGreaterThan(moment.getTime());
          expect(lastAnnouncement(announced)).toEqual(announced);
          expect(lastAnnouncement(new Date(announced.getTime() - 1))).toEqual(lastAnnouncement(moment));
        },
      ),
    );
  });
});

describe('announcement days', () => {
  const between = (from: string, to: string) => announcementDays(at(to)) - announcementDays(at(from));

  test('are days from Sunday to Thursday', () => {
    expect(between('2026-11-16T12:00:00Z', '2026-11-17T12:00:00Z')).toBeCloseTo(1, 9);
    expect(between('2026-11-16T12:00:00Z', '2026-11-23T12:00:00Z')).toBeCloseTo(5, 9);
  });
  test('make one of a weekend, and of a holiday before it', () => {
    expect(between('2026-11-20T01:00:00Z', '2026-11-23T01:00:00Z')).toBeCloseTo(1, 9);
    expect(between('2026-11-26T01:00:00Z', '2026-11-30T01:00:00Z')).toBeCloseTo(1, 9);
  });
  test('always go on, by one from each announcement to the next', () => {
    const moment = fc.date({ min: at('1991-01-01'), max: at('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 40 * 86_400_000 }), (from, later) => {
        expect(announcementDays(new Date(from.getTime() + later))).toBeGreaterThan(announcementDays(from));
        const announced = nextAnnouncement(from);
        expect(announcementDays(nextAnnouncement(announced)) - announcementDays(announced)).toBe(1);
      }),
    );
  });
});

describe('a quiet stretch', () => {
  test.each([
    ['2026-11-24T08:00:00Z', '2026-11-25T08:00:00Z', null],
    ['2026-11-20T08:00:00Z', '2026-11-21T08:00:00Z', { kind: 'weekend', next: at('2026-11-23T01:00:00Z') }],
    [
      '2026-11-26T08:00:00Z',
      '2026-11-27T08:00:00Z',
      { kind: 'holiday', day: at('2026-11-27T01:00:00Z'), next: at('2026-11-30T01:00:00Z') },
    ],
    [
      '2026-11-24T08:00:00Z',
      '2026-11-24T20:00:00Z',
      { kind: 'silent', last: at('2026-11-24T01:00:00Z'), next: at('2026-11-25T01:00:00Z') },
    ],
  ])('after %s up to %s is: %o', (from, to, stretch) => {
    expect(quietStretch(at(from), at(to))).toEqual(stretch);
  });
});
