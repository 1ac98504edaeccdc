import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  arxivTopics,
  categoryAliases,
  withAliases,
} from '../../../../src/domain/catalogue/arxiv-categories.ts';
import { curatedTopics } from '../../../../src/domain/catalogue/curated-topics.ts';
import { catalogue, isArxivCategory } from '../../../../src/domain/catalogue/index.ts';

const categories = arxivTopics.filter((topic) => topic.kind === 'category');
const archives = arxivTopics.filter((topic) => topic.kind === 'archive');

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(items, key)].map(([name, group]) => [name, group.length]));
}

describe('the catalogue', () => {
  it('names every topic once, whatever the case of its letters', () => {
    const slugs = catalogue.map((topic) => topic.slug.toLowerCase());
    expect(slugs.filter((slug, i) => slugs.indexOf(slug) !== i)).toEqual([]);
  });

  it('gives every topic a name, a heading and one sentence of description', () => {
    for (const topic of catalogue) {
      expect(topic.name.trim(), topic.slug).toBe(topic.name);
      expect(topic.name, topic.slug).not.toBe('');
      expect(topic.group, topic.slug).not.toBe('');
      expect(topic.description, topic.slug).toMatch(/^[A-Z].{15,}\.$/);
    }
  });

  it('takes nothing from the files of topics but what a topic has', () => {
    const fields = ['description', 'group', 'kind', 'name', 'query', 'slug'];
    for (const topic of catalogue) expect(Object.keys(topic).sort(), topic.slug).toEqual(fields);
  });

  it('lists curated topics before those of arXiv', () => {
    const kinds = catalogue.map((topic) => topic.kind);
    expect(kinds.lastIndexOf('curated')).toBeLessThan(kinds.indexOf('archive'));
    expect(kinds.lastIndexOf('curated')).toBeLessThan(kinds.indexOf('category'));
  });

  it('keeps the topics of a heading together', () => {
    const headings = catalogue.map((topic) => topic.group);
    const runs = headings.filter((heading, i) => heading !== headings[i - 1]);
    expect(runs).toEqual([...new Set(headings)]);
  });
});

describe("arXiv's topics", () => {
  it('are 155 categories in eight groups', () => {
    expect(countBy(categories, (topic) => topic.group)).toEqual({
      'Computer Science': 40,
      Economics: 3,
      'Electrical Engineering and Systems Science': 4,
      Mathematics: 32,
      Physics: 51,
      'Quantitative Biology': 10,
      'Quantitative Finance': 9,
      Statistics: 6,
    });
  });

  it('divide physics as arXiv does', () => {
    const physics = categories.filter((topic) => topic.group === 'Physics');
    expect(countBy(physics, (topic) => topic.slug.split('.')[0] ?? '')).toEqual({
      'astro-ph': 6,
      'cond-mat': 9,
      'gr-qc': 1,
      'hep-ex': 1,
      'hep-lat': 1,
      'hep-ph': 1,
      'hep-th': 1,
      'math-ph': 1,
      nlin: 5,
      'nucl-ex': 1,
      'nucl-th': 1,
      physics: 22,
      'quant-ph': 1,
    });
  });

  it('hold an archive for every prefix that has categories below it, in the same group', () => {
    const prefixes = new Map(
      categories
        .filter((topic) => topic.slug.includes('.'))
        .map((topic) => [topic.slug.split('.')[0], topic.group]),
    );
    expect(new Map(archives.map((topic) => [topic.slug, topic.group]))).toEqual(prefixes);
    expect(archives).toHaveLength(11);
  });

  it('carry no query', () => {
    expect(arxivTopics.filter((topic) => topic.query !== null)).toEqual([]);
  });

  it("use arXiv's ids and names", () => {
    expect(categories).toContainEqual(
      expect.objectContaining({ slug: 'cs.RO', name: 'Robotics', group: 'Computer Science' }),
    );
    expect(categories).toContainEqual(
      expect.objectContaining({ slug: 'hep-th', name: 'High Energy Physics - Theory', group: 'Physics' }),
    );
  });

  it('tell a category from an archive, a curated topic and a misspelt id', () => {
    expect(['cs.RO', 'hep-th', 'cond-mat.mtrl-sci', 'cs.SY', 'eess.SY'].filter(isArxivCategory)).toHaveLength(
      5,
    );
    expect(
      ['cs', 'cs.ro', 'cs.XX', 'reasoning', 'astro-ph', '', 'constructor'].filter(isArxivCategory),
    ).toEqual([]);
  });
});

describe('categories with two names', () => {
  it('are six pairs of listed categories', () => {
    expect(categoryAliases).toHaveLength(6);
    expect(new Set(categoryAliases.flat()).size).toBe(12);
    expect(categoryAliases.flat().filter((id) => !isArxivCategory(id))).toEqual([]);
  });

  it('are completed from either name', () => {
    expect(withAliases(['eess.SY', 'cs.RO'])).toEqual(['eess.SY', 'cs.RO', 'cs.SY']);
    expect(withAliases(['cs.SY', 'cs.RO'])).toEqual(['cs.SY', 'cs.RO', 'eess.SY']);
  });

  it('are not repeated when both names are there, and others stay as they are', () => {
    expect(withAliases(['math.NA', 'cs.NA', 'cs.LG'])).toEqual(['math.NA', 'cs.NA', 'cs.LG']);
    expect(withAliases(['alg-geom'])).toEqual(['alg-geom']);
    expect(withAliases([])).toEqual([]);
  });
});

describe('curated topics', () => {
  it('have kebab-case slugs and stand under a machine-learning heading', () => {
    expect(curatedTopics.length).toBeGreaterThanOrEqual(30);
    for (const topic of curatedTopics) {
      expect(topic.kind).toBe('curated');
      expect(topic.slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(topic.group).toMatch(/^Machine learning: /);
    }
  });

  // PostgreSQL reads any text as a web search: a slip in the syntax changes what it finds and never fails.
  it.each(curatedTopics.map((topic) => [topic.slug, topic.query] as const))(
    '%s has a query of quoted phrases and words, joined by "or"',
    (_slug, query) => {
      const alternatives = query?.split(' or ') ?? [];
      expect(alternatives.length).toBeGreaterThan(0);
      expect(new Set(alternatives.map((alternative) => alternative.toLowerCase())).size).toBe(
        alternatives.length,
      );
      for (const alternative of alternatives) {
        expect(alternative).toMatch(/^(?:"[\w -]+"|\w+)(?: -?(?:"[\w -]+"|\w+))*$/);
        expect(alternative).not.toMatch(/\b(?:AND|OR|NOT)\b/);
      }
    },
  );
});

describe('the sample papers', () => {
  type Sample = {
    arxiv_id: string;
    title: string;
    abstract: string;
    authors: string[];
    categories: string[];
    primary_category: string;
    published: string;
    updated: string;
    links: { url: string; type: string }[];
    url: string;
  };
  const lines = readFileSync(new URL('../../../../scripts/sample-papers.jsonl', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  const papers = lines.map((line): Sample => JSON.parse(line));

  it('are at least sixty, each once', () => {
    expect(papers.length).toBeGreaterThanOrEqual(60);
    expect(new Set(papers.map((paper) => paper.arxiv_id)).size).toBe(papers.length);
    expect(new Set(papers.map((paper) => paper.abstract)).size).toBe(papers.length);
  });

  it.each(papers.map((paper) => [paper.arxiv_id, paper] as const))('%s is complete', (id, paper) => {
    expect(id).toMatch(/^\d{4}\.\d{4,5}$/);
    expect(paper.url).toBe(`https://arxiv.org/abs/${id}`);
    expect(paper.title).not.toBe('');
    expect(paper.authors.length).toBeGreaterThan(0);
    expect(paper.categories.filter((category) => !isArxivCategory(category))).toEqual([]);
    expect(paper.categories).toContain(paper.primary_category);
    expect(Date.parse(paper.updated)).toBeGreaterThanOrEqual(Date.parse(paper.published));
    for (const link of paper.links) expect(link.url).toMatch(/^https?:\/\//);
  });

  it.each(papers.map((paper) => [paper.arxiv_id, paper.abstract] as const))(
    '%s has a summary in plain sentences',
    (_id, abstract) => {
      const words = abstract.split(' ').length;
      expect(words).toBeGreaterThanOrEqual(60);
      expect(words).toBeLessThanOrEqual(110);
      expect(abstract).not.toMatch(/[$\\{}<>]|\s{2}/);
      expect(abstract).toMatch(/[.!?]$/);
    },
  );

  it('carry no invented votes', () => {
    expect(papers.filter((paper) => 'upvotes' in paper)).toEqual([]);
  });
});
