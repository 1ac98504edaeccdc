import { expect, test } from 'vitest';
import { english } from '../../../src/domain/languages/en.ts';
import { paperModel } from '../../../src/http/site/papers/paper-models.ts';
import { makePaper } from '../../support/papers/paper.ts';

const authors = (count: number) => Array.from({ length: count }, (_, at) => `Author ${at + 1}`);
const modelOf = (count: number) =>
  paperModel({
    paper: makePaper({ authors: authors(count) }),
    similar: [],
    votes: [],
    language: english,
    subscribe: null as never,
  }).paper;

test('of three thousand authors ten are shown, and the others when they are asked for', () => {
  const { authors: shown, moreAuthors } = modelOf(3_000);
  expect(shown.map(({ name }) => name)).toEqual(authors(10));
  expect(shown[0]?.href).toBe('/authors/author-1');
  expect(moreAuthors?.summary).toBe('and 2,990 more');
  expect(moreAuthors?.names).toHaveLength(2_990);
});

test('a list that is hardly longer than ten is shown whole', () => {
  const model = modelOf(12);
  expect(model.authors.map(({ name }) => name)).toEqual(authors(12));
  expect(model.moreAuthors).toBeNull();
});

test('a paper is beside another by who wrote both, and not by names that cannot be told from others', () => {
  const reasonOf = (one: string[], other: string[]) =>
    paperModel({
      paper: makePaper({ authors: one }),
      similar: [makePaper({ authors: other })],
      votes: [],
      language: english,
      subscribe: null as never,
    }).similar[0]?.reason;
  expect(reasonOf(['Ada Lovelace', '…'], ['Lovelace, Ada', '?'])).toBe('Also by Lovelace, Ada');
  expect(reasonOf(['…'], ['?'])).not.toContain('Also by');
});
