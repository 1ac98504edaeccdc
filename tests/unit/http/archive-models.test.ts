import { expect, test } from 'vitest';
import { english } from '../../../src/domain/languages/en.ts';
import { archiveEntries } from '../../../src/http/site/archive/archive-models.ts';
import { digest } from './page-fixtures.ts';

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
