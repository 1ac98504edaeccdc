import { longest } from '../lengths.ts';
import { wordForms } from './search-entries.ts';
import { parseSearch } from './search-query.ts';
import { plainText } from './search-words.ts';
import { type WordQuery, wordQuery } from './word-query.ts';

/** Those of some words, in lower case, for which a search looks, in whatever form. */
export function matchingWords(typed: string, words: readonly string[]): string[] {
  if (typed.length > longest.topicQuery) return [];
  const search = parseSearch(typed);
  const query = search.words === null ? null : wordQuery(search.words);
  if (query === null) return [];
  const sought = new Set(lexemesOf(query));
  // A form of a word begins as the word does; Greek letters and accents do not.
  const initials = new Set([...sought].map((lexeme) => lexeme.charAt(0)));
  return words.filter((word) => {
    const isPossible = initials.has(word.charAt(0)) || !/^[a-z0-9]/.test(word);
    return isPossible && wordForms(plainText(word)).some((form) => sought.has(form));
  });
}

/** The words that must or may be there. */
export function lexemesOf(query: WordQuery): string[] {
  switch (query.kind) {
    case 'word':
      return [query.lexeme];
    case 'phrase':
      return query.words.map(({ lexeme }) => lexeme);
    case 'and':
    case 'or':
      return query.parts.flatMap(lexemesOf);
    case 'not':
      return [];
  }
}
