import { cut, longest } from '../lengths.ts';
import { oneLine } from '../one-line.ts';
import { texToText } from '../tex/tex.ts';

/** Goes up when the texts below change, so that vectors are made again. */
export const embeddedTextVersion = 1;

/** Some 500 tokens of English: many models read no more, and some servers refuse a longer text. */
const longestText = 2_000;

/**
 * What models expect before a text, as the people who made them say: by the beginning or a part of the model's name.
 * https://huggingface.co/nomic-ai/nomic-embed-text-v1.5, …/intfloat/e5-base-v2, …/BAAI/bge-base-en-v1.5,
 * …/mixedbread-ai/mxbai-embed-large-v1, …/Snowflake/snowflake-arctic-embed-m-v2.0, …/Qwen/Qwen3-Embedding-0.6B,
 * …/google/embeddinggemma-300m
 */
const families: readonly { names: RegExp; query: string; paper: string }[] = [
  { names: /nomic-embed/, query: 'search_query: ', paper: 'search_document: ' },
  {
    names: /e5-(?:large|mistral-7b)-instruct|qwen3-embedding/,
    query: 'Instruct: Given a search query, retrieve scientific papers that answer it\nQuery: ',
    paper: '',
  },
  { names: /(?:^|[/-])e5-/, query: 'query: ', paper: 'passage: ' },
  { names: /arctic-embed(?:2|-[lm]-v2)/, query: 'query: ', paper: '' },
  {
    names: /bge-(?:small|base|large)-en|mxbai-embed|arctic-embed/,
    query: 'Represent this sentence for searching relevant passages: ',
    paper: '',
  },
  { names: /embeddinggemma/, query: 'task: search result | query: ', paper: 'title: none | text: ' },
];

function familyOf(model: string): { query: string; paper: string } {
  const name = cut(model, longest.url).toLowerCase();
  return families.find(({ names }) => names.test(name)) ?? { query: '', paper: '' };
}

/** The text of a paper by which its meaning is told, for a model of that name. `share` of its length, at most 1. */
export function paperText(
  { title, abstract }: { title: string; abstract: string },
  model: string,
  share = 1,
): string {
  // Source is longer than the text that is read from it, but seldom so much: the rest would be read in vain.
  const read = (text: string) => oneLine(texToText(cut(text, 3 * longestText)));
  const text = `${read(title)}. ${read(abstract)}`.trim();
  return familyOf(model).paper + cut(text, Math.max(1, Math.round(longestText * share)));
}

/**
 * What a search asks for, for a model of that name; null when there is nothing to ask: no letter in it, or an address,
 * which may be a reader's.
 */
export function queryText(words: string, model: string): string | null {
  const text = oneLine(cut(words, longest.search));
  if (text.includes('@') || !/\p{L}/u.test(text)) return null;
  return familyOf(model).query + text;
}
