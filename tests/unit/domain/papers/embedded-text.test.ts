import { describe, expect, test } from 'vitest';
import { paperText, queryText } from '../../../../src/domain/papers/embedded-text.ts';

const paper = { title: 'Bounds of $O(n^2)$', abstract: 'We\nprove $\\alpha \\le 1$.' };

describe('the text by which a paper is embedded', () => {
  test('is what pages show', () => {
    expect(paperText(paper, 'all-minilm')).toBe('Bounds of O(n²). We prove α ≤ 1.');
  });

  test('is short enough for models that read 512 tokens', () => {
    const long = { title: 'T', abstract: 'word '.repeat(2_000) };
    expect(paperText(long, '')).toHaveLength(2_000);
    expect(paperText(long, '', 0.5)).toHaveLength(1_000);
  });
});

describe('the text by which a search is embedded', () => {
  test('is its words', () => {
    expect(queryText(' self-driving \n cars ', '')).toBe('self-driving cars');
  });

  test('holds no address, and says something', () => {
    expect(queryText('papers of ada@example.org', '')).toBeNull();
    expect(queryText('42', '')).toBeNull();
  });
});

test.each([
  ['nomic-embed-text:v1.5', 'search_query: x', 'search_document: T. A'],
  ['intfloat/multilingual-e5-large', 'query: x', 'passage: T. A'],
  ['e5-base-v2', 'query: x', 'passage: T. A'],
  [
    'intfloat/multilingual-e5-large-instruct',
    'Instruct: Given a search query, retrieve scientific papers that answer it\nQuery: x',
    'T. A',
  ],
  ['BAAI/bge-small-en-v1.5', 'Represent this sentence for searching relevant passages: x', 'T. A'],
  ['snowflake-arctic-embed:110m', 'Represent this sentence for searching relevant passages: x', 'T. A'],
  ['snowflake-arctic-embed:22m', 'Represent this sentence for searching relevant passages: x', 'T. A'],
  ['Snowflake/snowflake-arctic-embed-m-v2.0', 'query: x', 'T. A'],
  ['snowflake-arctic-embed2', 'query: x', 'T. A'],
  ['embeddinggemma', 'task: search result | query: x', 'title: none | text: T. A'],
  ['text-embedding-3-small', 'x', 'T. A'],
  ['bge-m3', 'x', 'T. A'],
])('the model %s is given what it expects before texts', (model, query, text) => {
  expect(queryText('x', model)).toBe(query);
  expect(paperText({ title: 'T', abstract: 'A' }, model)).toBe(text);
});
