import { expect, test } from 'vitest';
import { catalogueWith, categoriesIn } from '../../../../src/domain/catalogue/index.ts';
import {
  categoryInWords,
  preprintCategory,
  preprintTopics,
} from '../../../../src/domain/catalogue/preprint-topics.ts';

test('bioRxiv and medRxiv bring their topics where they are asked', () => {
  expect(preprintTopics('biorxiv')).toHaveLength(26);
  expect(preprintTopics('medrxiv')).toHaveLength(52);
  const slugs = catalogueWith(['arxiv', 'biorxiv', 'medrxiv']).map(({ slug }) => slug.toLowerCase());
  expect(new Set(slugs).size).toBe(slugs.length);
  expect(catalogueWith(['arxiv']).some(({ slug }) => slug.startsWith('biorxiv'))).toBe(false);
  for (const { description } of preprintTopics('medrxiv')) expect(description).toMatch(/^[A-Z].{15,}\.$/);
});

test.each([
  ['cell biology', 'biorxiv.cell-biology'],
  ['Cell_Biology', 'biorxiv.cell-biology'],
  ['HIV/AIDS', 'biorxiv.hiv-aids'],
  ['endocrinology (including diabetes mellitus and metabolic disease)', 'biorxiv.endocrinology'],
  ['(x)', null],
  ['', null],
])('the category %j is kept as %s', (name, category) => {
  expect(preprintCategory('biorxiv', name)).toBe(category);
});

test('a category is in its topic and in that of its server, and has a name', () => {
  expect(categoriesIn('bioRxiv')).toHaveLength(25);
  expect(categoriesIn('medrxiv.urology')).toEqual(['medrxiv.urology']);
  expect(categoryInWords('biorxiv.cell-biology')).toBe('bioRxiv: cell biology');
  expect(categoryInWords('cs.RO')).toBe('cs.RO');
});
