import type { Carried } from '../../../domain/ranking/carried.ts';
import type { WordsByLanguage } from '../../../domain/sending/editors-words.ts';
import type { Cadence } from '../../../domain/time/cadence.ts';

/** What an editor says in the next digest of each reader of a cadence, or has it carry. */
export type NextWords = {
  id: number;
  cadence: Cadence;
  words: WordsByLanguage;
  /** The collection that it carries; null: none. */
  carried: Carried | null;
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
  changeNextWords(id: number, change: Pick<NextWords, 'words' | 'carried'>, at: Date): Promise<void>;
  /** False when there are none. */
  dropNextWords(cadence: Cadence): Promise<boolean>;
}

/** What an admin adds to a digest that is not sent or planned yet. */
export type DigestDraft = { words: WordsByLanguage | null; carried: Carried | null };

/** What admins are writing for digests, one each: its previews are pages of their own. */
export interface WordsDraftStore {
  /** In place of the one before. */
  keepDraft(adminId: number, draft: DigestDraft, at: Date): Promise<void>;
  draftOf(adminId: number): Promise<DigestDraft | null>;
}
