import { expect, test } from 'vitest';
import { english } from '../../../src/domain/languages/en.ts';
import { spanAround } from '../../../src/domain/time/site-day.ts';
import { archiveEntries } from '../../../src/http/site/archive/archive-models.ts';
import { calendarModel } from '../../../src/http/site/archive/calendar-models.ts';
import { digest } from './digest-fixtures.ts';

test('digests of one day that are called the same are told apart by the time', () => {
  const at = (asOf: string, cadence: 'daily' | null) => ({
    digest: digest('', { cadence, subject: null, asOf: new Date(asOf) }),
    cards: [],
  });
  const entries = archiveEntries(
    [
      at('2026-11-24T16:00:00Z', null),
      at('2026-11-24T08:00:00Z', null),
      at('2026-11-24T07:00:00Z', 'daily'),
      at('2026-11-23T08:00:00Z', null),
    ],
    english,
  );
  expect(entries.map(({ date }) => date.text)).toEqual([
    '24 Nov 2026, 16:00 UTC',
    '24 Nov 2026, 08:00 UTC',
    '24 Nov 2026',
    '23 Nov 2026',
  ]);
});

test('a calendar leads to the digest of a day, of several to the list, where twins have their time', () => {
  const at = (id: number, asOf: string, cadence: 'daily' | 'weekly' | null) => ({
    id,
    cadence,
    asOf: new Date(asOf),
    papers: 3,
  });
  const model = calendarModel({
    span: spanAround(new Date('2026-11-24T00:00:00Z'), 'month'),
    digests: [
      at(1, '2026-11-02T06:00:00Z', 'daily'),
      at(2, '2026-11-24T06:00:00Z', 'daily'),
      at(3, '2026-11-24T08:00:00Z', null),
      at(4, '2026-11-24T16:00:00Z', null),
    ],
    earlier: new Date('2026-08-30T00:00:00Z'),
    later: null,
    language: english,
  });
  const linked = model.weeks
    .flat()
    .flatMap((day) => (day.link ? [[day.day, day.link.href, day.link.text]] : []));
  expect(linked).toEqual([
    [2, '/archive/1', 'Daily digest'],
    [24, '#day-2026-11-24', '3 digests'],
  ]);
  expect(model.entries.map(({ id, title, date }) => [id, title, date.text])).toEqual([
    ['day-2026-11-02', 'Daily digest', '2 Nov 2026'],
    ['day-2026-11-24', 'Daily digest', '24 Nov 2026'],
    [null, 'Special digest', '24 Nov 2026, 08:00 UTC'],
    [null, 'Special digest', '24 Nov 2026, 16:00 UTC'],
  ]);
  expect([model.earlier, model.later]).toEqual([
    { href: '/archive?month=2026-08', text: 'August 2026' },
    null,
  ]);
});
