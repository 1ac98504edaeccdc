import type { AuthorPapers } from '../../../domain/papers/authors/author-papers.ts';

/** Authors, as the names on papers tell of them. */
export interface AuthorStore {
  /**
   * The author with that key (`authorKey`) and their papers that may be seen, the newest first; `exact` false: there
   * may be older ones. Null when no paper has the name. `asker`: whose search it counts as, as in
   * `PaperReads.trending`.
   */
  authorOf(
    key: string,
    asked: { now: Date; asker: string | null },
  ): Promise<(AuthorPapers & { exact: boolean }) | null>;
  /**
   * Authors whose names have all the words that were typed, of several words the last perhaps only begun; those with
   * most papers first. None for what is no name.
   */
  ofName(
    typed: string,
    asked: { now: Date; asker: string | null; limit: number },
  ): Promise<{ name: string; papers: number }[]>;
}
