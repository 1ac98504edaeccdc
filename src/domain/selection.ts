import { allFields } from './subject.ts';

/**
 * A paper that may go into a digest. `newAt`, in milliseconds: when it became news or came to be known here,
 * whichever was later, so that what arrived late is not missed. `score` is the trending score; `strength`, how well it
 * fits the subject: `ts_rank_cd` for a query, the confidence for an author, the likeness for a paper, 1 for a topic.
 * Strengths compare within one subject only.
 */
export type Candidate = { paperId: number; newAt: number; score: number; strength: number };

/** A chosen paper and the followed subject that it is there for. */
export type Choice = { paperId: number; subjectId: number };

/**
 * The papers for one reader: those of the followed subjects that are new since the last digest and were not
 * sent before, best score first, at most `max`. A paper of several followed subjects counts for the first
 * of them in `subjectIds`, so the caller orders them from the narrowest to the widest. Deterministic; each list
 * in `candidates` must be sorted by score, best first.
 */
export function selectPapers(input: {
  candidates: ReadonlyMap<number, readonly Candidate[]>;
  subjectIds: readonly number[];
  since: Date;
  seen: ReadonlySet<number>;
  max: number;
}): Choice[] {
  const since = input.since.getTime();
  const subjectIds = input.subjectIds.length > 0 ? input.subjectIds : [allFields];
  const found: { candidate: Candidate; subjectId: number }[] = [];
  const ids = new Set<number>();
  for (const subjectId of subjectIds) {
    const list = input.candidates.get(subjectId) ?? [];
    // By index: this runs for every reader, and an iterator would be most of what it leaves for the garbage collector.
    for (let at = 0, taken = 0; at < list.length && taken < input.max; at++) {
      const candidate = list[at];
      if (candidate === undefined || candidate.newAt <= since || input.seen.has(candidate.paperId)) continue;
      taken++;
      if (ids.has(candidate.paperId)) continue;
      ids.add(candidate.paperId);
      found.push({ candidate, subjectId });
    }
  }
  return found
    .sort((a, b) => b.candidate.score - a.candidate.score || a.candidate.paperId - b.candidate.paperId)
    .slice(0, input.max)
    .map(({ candidate, subjectId }) => ({ paperId: candidate.paperId, subjectId }));
}
