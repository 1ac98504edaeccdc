import { expect, test } from 'vitest';
import { paperModel } from '../../../src/http/site/papers/paper-models.ts';
import { makePaper } from '../../support/papers/paper.ts';

const authors = (count: number) => Array.from({ length: count }, (_, at) => `Author ${at + 1}`);
const modelOf = (count: number) =>
  paperModel({ paper: makePaper({ authors: authors(count) }), similar: [], subscribe: null as never }).paper;

test('of three thousand authors ten are shown, and the others when they are asked for', () => {
  const { authors: shown, moreAuthors } = modelOf(3_000);
  expect(shown).toEqual(authors(10));
  expect(moreAuthors?.summary).toBe('and 2,990 more');
  expect(moreAuthors?.names.split(', ')).toHaveLength(2_990);
});

test('a list that is hardly longer than ten is shown whole', () => {
  expect(modelOf(12)).toMatchObject({ authors: authors(12), moreAuthors: null });
});
