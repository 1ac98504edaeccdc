import { pairsSince } from '../../../domain/papers/word-pairs.ts';
import { emptyModel, rarityIn } from '../../../domain/ranking/text-model.ts';
import { readVocabulary, type Vocabulary } from '../../../domain/ranking/vocabulary.ts';
import type { Reader } from '../client.ts';
import { numbersOf } from './paper-terms.ts';

/** What is known of the collection's words; `paired`: all papers are indexed by their pairs of words, too. */
export type SearchKnowledge = {
  /** Of the text model. */
  number: number;
  rarity: (term: number) => number;
  vocabulary: Vocabulary;
  paired: boolean;
};

/** Some megabytes, kept by a process while they are the stored ones. */
export type KnownWords = (db: Reader) => Promise<SearchKnowledge>;

export function openKnownWords(): KnownWords {
  let model = { number: 0, rarity: rarityIn(emptyModel) };
  let words = { number: 0, vocabulary: readVocabulary('') };
  return async (db) => {
    const [stored] = await db.$queryRaw<{ model: number | null; words: number | null; paired: boolean }[]>`
      SELECT (SELECT number FROM text_model) AS model, (SELECT number FROM search_vocabulary) AS words,
        NOT EXISTS (SELECT FROM paper WHERE search_version < ${pairsSince}) AS paired`;
    if ((stored?.model ?? 0) !== model.number) {
      const [row] = await db.$queryRaw<
        { number: number; papers: number; terms: Uint8Array; holders: Uint8Array }[]
      >`
        SELECT number, papers, terms, holders FROM text_model WHERE id = 1`;
      if (row !== undefined) {
        const { number, papers, terms, holders } = row;
        model = {
          number,
          rarity: rarityIn({ papers, terms: numbersOf(terms), holders: numbersOf(holders) }),
        };
      }
    }
    if ((stored?.words ?? 0) !== words.number) {
      const [row] = await db.$queryRaw<{ number: number; words: string }[]>`
        SELECT number, words FROM search_vocabulary WHERE id = 1`;
      if (row !== undefined) words = { number: row.number, vocabulary: readVocabulary(row.words) };
    }
    return { ...model, vocabulary: words.vocabulary, paired: stored?.paired === true };
  };
}
