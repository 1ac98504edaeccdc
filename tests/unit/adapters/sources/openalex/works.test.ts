import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { doiOf, readWorks } from '../../../../../src/adapters/sources/openalex/works.ts';

const recorded = readFileSync(join(import.meta.dirname, 'answers/works.json'), 'utf8');

test('works tell how often they are cited, and where everybody can read them, arXiv aside', () => {
  expect([...readWorks(recorded)]).toEqual([
    ['10.48550/arxiv.2611.00001', { citations: 12, openUrl: null }],
    ['10.1000/abc', { citations: 3, openUrl: 'https://repository.example.org/abc.pdf' }],
    ['10.1000/closed', { citations: 0, openUrl: null }],
  ]);
});

test('a paper is known there by its DOI, or by the one that arXiv gives it', () => {
  expect(doiOf({ arxivId: '2611.00001', doi: '10.1000/abc' })).toBe('10.1000/abc');
  expect(doiOf({ arxivId: 'math/0309136', doi: null })).toBe('10.48550/arxiv.math/0309136');
  expect(doiOf({ arxivId: null, doi: null })).toBeNull();
});

test.each([
  ['', 'JSON that is cut off'],
  ['{"results":', 'JSON that is cut off'],
  ['{"error":"x"}', 'JSON that is not a list of works'],
  ['{"results":[1,2,3]}', 'items mostly are not works'],
])('%s is an error in words', (body, message) => {
  expect(() => readWorks(body)).toThrow(message);
});

test('what is no count and no address is left out', () => {
  const works = readWorks(
    JSON.stringify({
      results: [
        { doi: '10.1000/a', cited_by_count: -1, open_access: { is_oa: true, oa_url: 'javascript:alert(1)' } },
        { doi: null, cited_by_count: 1 },
      ],
    }),
  );
  expect([...works]).toEqual([['10.1000/a', { citations: null, openUrl: null }]]);
});
