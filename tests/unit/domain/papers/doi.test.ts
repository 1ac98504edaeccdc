import { expect, test } from 'vitest';
import { doiIn } from '../../../../src/domain/papers/doi.ts';

test.each([
  ['10.1000/ABC.1', '10.1000/abc.1', null],
  ['doi:10.1000/xyz', '10.1000/xyz', null],
  ['https://dx.doi.org/10.7554/eLife.12345', '10.7554/elife.12345', null],
  ['https://x.org/doi/full/10.1000/abc/full', '10.1000/abc', null],
  ['https://x.org/doi/10.1000/abc?af=R', '10.1000/abc', null],
  [
    'https://journals.plos.org/plosone/article?id=10.1371%2Fjournal.pone.0123456&x=1',
    '10.1371/journal.pone.0123456',
    null,
  ],
  ['https://www.biorxiv.org/content/10.1101/2026.11.01.123456v2.full.pdf', '10.1101/2026.11.01.123456', 2],
  ['https://www.medrxiv.org/content/10.64898/2026.11.01.26123456v1?rss=1', '10.64898/2026.11.01.26123456', 1],
  ['10.1000/rev1', '10.1000/rev1', null],
])('%s has the DOI %s, version %s', (text, doi, version) => {
  expect(doiIn(text)).toEqual({ doi, version });
});

test.each([
  '',
  'abc',
  '10.1000/a\u0000b',
  '10.1000/a\ud800b',
  'https://x.org/10.1000',
  'see 10.1000/abc',
  `10.1000/${'a'.repeat(3_000)}`,
])('%s has none', (text) => {
  expect(doiIn(text)).toBeNull();
});
