import { type WordQuery, wordQuery } from '../../../domain/papers/word-query.ts';

/** A word as PostgreSQL's text search reads it; one that there is none of finds none. */
export function lexeme(word: string | null): string {
  return `'${(word ?? ' ').replace(/['\\]/g, '$&$&')}'`;
}

/** Words as a search types them, as a `tsquery`; of words that say nothing, one that finds nothing. */
export function tsquery(words: string): string {
  const query = wordQuery(words);
  return query === null ? '' : queryText(query);
}

/** A `tsquery`. */
export function queryText(query: WordQuery): string {
  switch (query.kind) {
    case 'word':
      return `${lexeme(query.lexeme)}${query.prefix ? ':*' : ''}`;
    case 'phrase':
      return `(${query.words
        .map(({ lexeme: word, at }, index) =>
          index === 0 ? lexeme(word) : `<${at - (query.words[index - 1]?.at ?? 0)}> ${lexeme(word)}`,
        )
        .join(' ')})`;
    case 'and':
      return `(${query.parts.map(queryText).join(' & ')})`;
    case 'or':
      return `(${query.parts.map(queryText).join(' | ')})`;
    case 'not':
      return `!${queryText(query.part)}`;
  }
}
