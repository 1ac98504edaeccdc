import type { WeightedTerms } from '../../../domain/ranking/text-vector.ts';
import type { Cadence } from '../../../domain/time/cadence.ts';

/**
 * For which window, and as of which instant, papers are news. `scores`: the trending score of each paper in that
 * window at that instant; a paper without one is no candidate.
 */
export type ScoredWindow = { cadence: Cadence; asOf: Date; scores: ReadonlyMap<number, number> };

/**
 * A paper that answers a subject. `score` is the trending score; `strength`, how well it fits the subject:
 * `ts_rank_cd` for a query, the confidence for an author, 1 for a topic. Strengths compare within one subject only.
 */
export type Candidate = { paperId: number; score: number; strength: number };

/** A paper as planning needs it; instants in milliseconds, as in DigestPaper. */
export type NewsPaper = {
  id: number;
  authors: string[];
  publishedAt: number;
  freshAt: number;
  newAt: number;
  text: WeightedTerms;
};

/** Papers that may go into digests. Each list is sorted by trending score, best first. */
export interface CandidateStore {
  /** By subject, for every topic that is one, and for `allFields`. */
  candidatesOfTopics(when: ScoredWindow): Promise<Map<number, Candidate[]>>;
  /** For these subjects, which are queries or authors; any other has an empty list. */
  candidatesOfOthers(subjectIds: readonly number[], when: ScoredWindow): Promise<Map<number, Candidate[]>>;
  /** These papers, without those that are hidden or withdrawn. */
  newsPapers(ids: readonly number[], asOf: Date): Promise<NewsPaper[]>;
  /** What papers speak of, hidden ones too. */
  termsOfPapers(paperIds: readonly number[]): Promise<Map<number, WeightedTerms>>;
}
