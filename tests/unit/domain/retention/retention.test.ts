import { describe, expect, it } from 'vitest';
import { isTidyingDue } from '../../../../src/app/retention/tidy.ts';
import {
  goesBefore,
  type RetentionName,
  readTerms,
  retention,
  retentionNames,
  termsOf,
} from '../../../../src/domain/retention/retention.ts';

const blank = Object.fromEntries(retentionNames.map((name) => [name, ''])) as Record<RetentionName, string>;

describe('terms', () => {
  it('are usually no shorter than they may be', () => {
    for (const name of retentionNames)
      expect(retention[name].days, name).toBeGreaterThanOrEqual(retention[name].least);
  });

  it('are the usual ones where nothing is typed', () => {
    expect(readTerms(blank)).toEqual({ said: {}, errors: [] });
    expect(readTerms({ ...blank, deliveries: '180' }).said).toEqual({});
    expect(termsOf({ log: 0 })).toMatchObject({ deliveries: 180, log: 0 });
  });

  it.each([
    ['deliveries', '119'],
    ['deliveries', '1.5'],
    ['deliveries', '-200'],
    ['deliveries', '99999'],
    ['log', '9'.repeat(10_000)],
    ['unconfirmed', '0'],
  ] as const)('of %s cannot be %s', (name, typed) => {
    expect(readTerms({ ...blank, [name]: typed })).toMatchObject({ said: {}, errors: [{ field: name }] });
  });

  it('of counts a week begin no earlier than those of a day', () => {
    const typed = { ...blank, signalsByDay: '400' };
    expect(readTerms(typed).errors).toEqual([expect.objectContaining({ field: 'signalsByWeek' })]);
    expect(readTerms({ ...typed, signalsByWeek: '0' }).errors).toEqual([]);
  });

  it('end never, or so many days ago', () => {
    const now = new Date('2026-11-24T10:00:00Z');
    expect(goesBefore(0, now)).toBeNull();
    expect(goesBefore(30, now)).toEqual(new Date('2026-10-25T10:00:00Z'));
  });
});

describe('the night’s tidying', () => {
  const at = (time: string) => new Date(`2026-11-${time}:00Z`);
  const ran = (time: string) => ({ startedAt: at(time), endedAt: at(time) });
  it.each([
    ['in the night after an upgrade', null, '23T20:00', '24T02:00', true],
    ['not at once after an upgrade', null, '23T20:00', '23T20:01', false],
    ['not before two', null, '23T20:00', '24T01:59', false],
    ['once a night', ran('24T02:00'), '01T00:00', '24T05:00', false],
    ['in the next night', ran('24T02:00'), '01T00:00', '25T02:00', true],
    ['by day when the night was missed', ran('23T02:00'), '01T00:00', '24T12:00', true],
    ['not by day after one that began late', ran('23T12:00'), '01T00:00', '24T10:00', false],
    ['again when it was cut off', { startedAt: at('24T02:00'), endedAt: null }, '01T00:00', '24T09:00', true],
  ] as const)('is due %s', (_, last, from, now, due) => {
    expect(isTidyingDue(last, at(from), at(now))).toBe(due);
  });
});
