import { termsOf } from '../../../domain/papers/search-query.ts';
import { lexemeOf, plainText, runsOf } from '../../../domain/papers/search-words.ts';
import { together, type WordQuery, wordQuery } from '../../../domain/papers/word-query.ts';
import { contentWords } from '../../../domain/ranking/asked-vector.ts';
import { completions, corrected, type Vocabulary } from '../../../domain/ranking/vocabulary.ts';
import type { Reader } from '../client.ts';
import { lexeme, queryText } from './tsquery.ts';

/** Words that the last one may be the beginning of. */
const mostCompletions = 10;

/**
 * What was probably meant by words of which no paper has all: where there is a word that no paper has, the words that
 * it begins, if it is the last, or else the one that it is a slip of. `corrected`: the words in place of those typed,
 * to say so; null when a beginning was completed, or nothing changed. Null for all words that are known, and where
 * quotation marks, `-word` or OR say what is meant.
 */
export async function readMeant(
  db: Reader,
  words: string,
  vocabulary: Vocabulary,
): Promise<{ words: string; query: string; corrected: string | null } | null> {
  const terms = termsOf(words);
  if (terms.some(({ quoted, negated, or }) => quoted || negated || or)) return null;
  const typed = runsOf(plainText(words)).map(({ text }) => text);
  const unknown = await unknownOf(db, typed, vocabulary);
  if (unknown.size === 0) return null;
  const last = typed.at(-1) ?? '';
  const begun = unknown.has(last) ? completions(vocabulary, last, mostCompletions) : [];
  const instead = new Map<string, string>();
  for (const word of unknown) {
    const meant = word === last && begun.length > 0 ? null : corrected(vocabulary, word);
    if (meant !== null) instead.set(word, meant);
  }
  if (instead.size === 0 && begun.length === 0) return null;
  const replaced = words.replace(
    /[\p{L}\p{N}\p{M}]+/gu,
    (word) => instead.get(plainText(word).toLowerCase()) ?? word,
  );
  if (begun.length === 0) {
    const query = wordQuery(contentWords(replaced));
    return query === null ? null : { words: replaced, query: queryText(query), corrected: replaced };
  }
  const before = replaced.slice(0, Math.max(0, replaced.lastIndexOf(' ')));
  const rest = before === '' ? null : wordQuery(contentWords(before));
  const ends = together(
    'or',
    begun.map((word): WordQuery => ({ kind: 'word', lexeme: lexemeOf(word) ?? word, prefix: false })),
  );
  const query = together(
    'and',
    [rest, ends].filter((part) => part !== null),
  );
  if (query === null) return null;
  return {
    words: `${before} ${begun[0]}`.trim(),
    query: queryText(query),
    corrected: instead.size > 0 ? replaced : null,
  };
}

/** Those of the words that no paper has. */
async function unknownOf(
  db: Reader,
  typed: readonly string[],
  { papers, forms }: Vocabulary,
): Promise<Set<string>> {
  const strange = [...new Set(typed)].flatMap((word) => {
    const found = lexemeOf(word);
    return found === null || papers.has(word) || forms.has(found) ? [] : [{ word, query: lexeme(found) }];
  });
  if (strange.length === 0) return new Set();
  const rows = await db.$queryRaw<{ word: string }[]>`
    SELECT word FROM jsonb_to_recordset(${JSON.stringify(strange)}::jsonb) AS q(word text, query tsquery)
    WHERE NOT EXISTS (SELECT FROM paper p WHERE p.search @@ q.query)`;
  return new Set(rows.map(({ word }) => word));
}
