import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDetails } from '../../../../../src/adapters/sources/biorxiv/details.ts';

const recorded = readFileSync(join(import.meta.dirname, 'answers/page.json'), 'utf8');
const url = 'https://api.biorxiv.org/details/biorxiv/2026-11-20/2026-11-24/0/json';
const read = (body: string) => readDetails(body, { server: 'biorxiv', label: 'bioRxiv', url });
const answer = (change: object) => JSON.stringify({ ...JSON.parse(recorded), ...change });

describe('a page of the details API', () => {
  const page = read(recorded);
  const [first, revised, old, withdrawn] = page.papers;

  test('counts all that it has, and leaves out what has no text', () => {
    expect(page).toMatchObject({ items: 5, total: 5 });
    expect(page.papers).toHaveLength(4);
  });

  test('has papers, their HTML as text and their names given names first', () => {
    expect(first).toMatchObject({
      title: 'Grid cells of Mus musculus remap in the dark & at CO$_{2}$ < 5%',
      abstract: 'We record from the entorhinal cortex. Grid cells remap.',
      authors: ['A. Lovelace', 'M. L. King Jr.', 'J.-P. van der Berg', 'RECOVERY Group'],
      doi: '10.64898/2026.11.18.654321',
      version: 1,
      publishedAt: new Date('2026-11-21'),
      updatedAt: null,
      categories: ['biorxiv.neuroscience'],
      primaryCategory: 'biorxiv.neuroscience',
      url: 'https://www.biorxiv.org/content/10.64898/2026.11.18.654321',
      links: [],
      withdrawn: false,
    });
  });

  test('has new versions of papers, as old as their DOIs say', () => {
    expect(revised).toMatchObject({
      doi: '10.64898/2026.11.18.654321',
      version: 2,
      publishedAt: new Date('2026-11-18'),
      updatedAt: new Date('2026-11-23'),
      links: [{ url: 'https://doi.org/10.1038/s41586-026-00001-2', type: 'published article' }],
    });
    expect(old).toMatchObject({
      version: 3,
      publishedAt: new Date('2021-03-05'),
      categories: ['biorxiv.animal-behavior-and-cognition'],
    });
  });

  test('has papers that were withdrawn, of which an old DOI tells no date', () => {
    expect(withdrawn).toMatchObject({ withdrawn: true, version: 2, publishedAt: null });
  });

  test.each([
    ['with nothing', { messages: [{ status: 'no posts found' }], collection: [] }],
    [
      'without a collection',
      { messages: [{ status: 'No posts found for this interval' }], collection: undefined },
    ],
  ])('of a day %s is empty', (_, change) => {
    expect(read(answer(change))).toEqual({ papers: [], items: 0, total: 0 });
  });

  test.each([
    [
      'an error',
      answer({ messages: [{ status: 'Error: invalid\ninterval' }] }),
      'sent an error: Error: invalid interval',
    ],
    ['no message', answer({ messages: [] }), 'sent no status'],
    ['another shape', '[]', 'sent JSON that is not a page of papers'],
    ['HTML', '<html>', 'cut off, too deep or not well-formed'],
    ['nothing', '', 'sent an empty answer'],
    ['other items', answer({ collection: [1, 2, 3] }), 'items mostly are not papers'],
  ])('with %s is an error in words', (_, body, message) => {
    expect(() => read(body)).toThrow(
      expect.objectContaining({ code: 'unavailable', message: expect.stringContaining(message) }),
    );
  });
});
