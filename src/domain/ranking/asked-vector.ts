import { cut, longest } from '../lengths.ts';
import { lexemeOf } from '../papers/search-words.ts';
import { termNumber } from '../term-number.ts';
import { unit } from './feedback-ranking.ts';
import type { TextVector } from './text-vector.ts';
import { phrases, stopWords } from './tokenize.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Forms of a word that are looked for beside it. */
const mostForms = 6;
/** A pair of neighbouring words counts so much, as in papers (`termsOf`). */
const pairShare = 0.6;
/** Words of requests, which say nothing of what is asked for. */
const requestWords = new Set(
  `paper papers article articles work works method methods approach approaches find show tell explain list good best
  latest recent new people used using exist exists`.split(/\s+/),
);

/** Without the words of a question or a request; all of them when there are no others. */
export function contentWords(words: string): string {
  const told = cut(words, longest.topicQuery)
    .split(/\s+/)
    .filter((word) => {
      const letters = word.toLowerCase().replace(/[^a-z]/g, '');
      return letters === '' || !(stopWords.has(letters) || requestWords.has(letters));
    });
  return told.length === 0 ? words : told.join(' ');
}

/**
 * What a search asks for, to compare with text vectors: its words, in whatever form the collection has them, and pairs
 * of neighbours, each by how rare it is. Empty when the words say nothing.
 */
export function askedVector(
  words: string,
  { vocabulary, rarity }: { vocabulary: Vocabulary; rarity: (term: number) => number },
): TextVector {
  if (words.length > longest.topicQuery) return unit(new Map());
  const weightOf = new Map<number, number>();
  const add = (terms: readonly string[], share: number) => {
    const numbers = terms.map(termNumber);
    // A form that hardly anybody uses is not the rarer for it. The root, since papers' weights have the rarity, too.
    const rare = Math.sqrt(Math.min(...numbers.map(rarity)));
    for (const number of numbers) weightOf.set(number, Math.max(weightOf.get(number) ?? 0, share * rare));
  };
  for (const phrase of phrases(words)) {
    const told = phrase.filter((word) => !requestWords.has(word));
    for (const [at, word] of told.entries()) {
      const forms = formsOf(vocabulary, word);
      if (!/^(?:\d+|[a-z])$/.test(word)) add(forms, 1);
      const next = told[at + 1];
      if (next === undefined) continue;
      const pairs = forms.slice(0, 3).flatMap((first) =>
        formsOf(vocabulary, next)
          .slice(0, 3)
          .map((second) => `${first} ${second}`),
      );
      add(pairs, pairShare);
    }
  }
  return unit(weightOf);
}

/** A word and its other forms, as text vectors have them. */
function formsOf({ forms }: Vocabulary, word: string): string[] {
  const lexeme = lexemeOf(word);
  const others = (lexeme === null ? undefined : forms.get(lexeme)) ?? [];
  return [...new Set([word, ...others.slice(0, mostForms).flatMap((form) => phrases(form).flat())])];
}
