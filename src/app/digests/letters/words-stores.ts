import type { WordsByLanguage } from '../../../domain/sending/editors-words.ts';
import type { Cadence } from '../../../domain/time/cadence.ts';

/** What an editor says in the next digest of each reader of a cadence. */
export type NextWords = {
  id: number;
  cadence: Cadence;
  words: WordsByLanguage;
  since: Date;
  /** By then every reader of the cadence was due. */
  until: Date;
};

/** What editors have set for digests to come: at most one for each cadence. */
export interface NextWordsStore {
  /** Of all cadences, without those whose time is over at `now`. */
  list(now: Date): Promise<NextWords[]>;
  /** As one of `list`. */
  nextWordsOf(cadence: Cadence, now: Date): Promise<NextWords | null>;
  /** Adds them, in place of those whose time is over. */
  addNextWords(added: Omit<NextWords, 'id'>): Promise<void>;
  /** Those who have had the words as they were get no others. */
  changeNextWords(id: number, words: WordsByLanguage, at: Date): Promise<void>;
  /** False when there are none. */
  dropNextWords(cadence: Cadence): Promise<boolean>;
}

/** What admins are writing for digests, one each: its previews are pages of their own. */
export interface WordsDraftStore {
  /** In place of the one before. */
  keepWords(adminId: number, words: WordsByLanguage, at: Date): Promise<void>;
  draftWordsOf(adminId: number): Promise<WordsByLanguage | null>;
}
