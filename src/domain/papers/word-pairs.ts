import { termNumber } from '../term-number.ts';
import type { WordQuery } from './word-query.ts';

/**
 * Two words of most papers stand side by side in few of them. An index of words alone finds all papers that have both,
 * and each has to be read to see how they stand; so neighbours are in the index together, too.
 */

/**
 * Pairs are kept by a number that some others share: 36³ of them. A paper has some hundred pairs, so that of 100,000
 * papers about 200 are read that do not have the two words side by side.
 */
const pairNumbers = 46_656;

/** The first `searchVersion` by which papers are indexed by pairs. */
export const pairsSince = 2;

/** What stands in the index for two words side by side; no word has its sign. */
function pairOf(first: string, second: string): string {
  return `+${(termNumber(`${first} ${second}`) % pairNumbers).toString(36)}`;
}

/** The pairs of words that stand side by side, each once. */
export function pairsOf(words: readonly { lexeme: string; at: number }[]): Set<string> {
  const standing = new Map<number, string[]>();
  for (const { lexeme, at } of words) {
    const there = standing.get(at);
    if (there === undefined) standing.set(at, [lexeme]);
    else there.push(lexeme);
  }
  const pairs = new Set<string>();
  for (const [at, firsts] of standing)
    for (const second of standing.get(at + 1) ?? [])
      for (const first of firsts) pairs.add(pairOf(first, second));
  return pairs;
}

/** The same query of an index that has pairs, too: what it finds is the same, and found sooner. */
export function withPairs(query: WordQuery): WordQuery {
  switch (query.kind) {
    case 'word':
      return query;
    case 'phrase': {
      const pairs = [...pairsOf(query.words)].map(
        (lexeme): WordQuery => ({ kind: 'word', lexeme, prefix: false }),
      );
      return pairs.length === 0 ? query : { kind: 'and', parts: [query, ...pairs] };
    }
    case 'not':
      return { kind: 'not', part: withPairs(query.part) };
    case 'and':
    case 'or':
      return { ...query, parts: query.parts.map(withPairs) };
  }
}
