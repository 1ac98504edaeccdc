/**
 * A paper that answers a subject. `score` is the trending score; `strength`, how well it fits the subject:
 * `ts_rank_cd` for a query, the confidence for an author, 1 for a topic. Strengths compare within one subject only.
 */
export type Candidate = { paperId: number; newAt: number; score: number; strength: number };

/** A chosen paper and the subject that it is there for. */
export type Choice = { paperId: number; subjectId: number };
