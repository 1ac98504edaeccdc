/**
 * A paper that may go into a digest. `newAt`, in milliseconds: when it became news or came to be known here,
 * whichever was later, so that what arrived late is not missed.
 */
export type Candidate = { paperId: number; newAt: number; score: number };

/** A chosen paper and the followed topic that it is there for. */
export type Choice = { paperId: number; topicId: number };

/** The list of all fields, for readers who follow no topic. */
export const allFields = 0;

/**
 * The papers for one reader: those of the followed topics that are new since the last digest and were not
 * sent before, best score first, at most `max`. A paper in several followed topics counts for the first of
 * them in `topicIds`, so the caller orders topics from the narrowest to the widest. Deterministic; each list
 * in `candidates` must be sorted by score, best first.
 */
export function selectPapers(input: {
  candidates: ReadonlyMap<number, readonly Candidate[]>;
  topicIds: readonly number[];
  since: Date;
  seen: ReadonlySet<number>;
  max: number;
}): Choice[] {
  const since = input.since.getTime();
  const topicIds = input.topicIds.length > 0 ? input.topicIds : [allFields];
  const found: { candidate: Candidate; topicId: number }[] = [];
  const ids = new Set<number>();
  for (const topicId of topicIds) {
    const list = input.candidates.get(topicId) ?? [];
    // By index: this runs for every reader, and an iterator would be most of what it leaves for the garbage collector.
    for (let at = 0, taken = 0; at < list.length && taken < input.max; at++) {
      const candidate = list[at];
      if (candidate === undefined || candidate.newAt <= since || input.seen.has(candidate.paperId)) continue;
      taken++;
      if (ids.has(candidate.paperId)) continue;
      ids.add(candidate.paperId);
      found.push({ candidate, topicId });
    }
  }
  return found
    .sort((a, b) => b.candidate.score - a.candidate.score || a.candidate.paperId - b.candidate.paperId)
    .slice(0, input.max)
    .map(({ candidate, topicId }) => ({ paperId: candidate.paperId, topicId }));
}
