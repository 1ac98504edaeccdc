import { type Cadence, lookbackDays } from '../domain/cadence.ts';
import { type Candidate, type Choice, selectPapers } from '../domain/selection.ts';
import type { AudienceMember, DigestStore } from './ports.ts';

/** Candidates by cadence, read once for a digest. */
export type CandidateLists = (cadence: Cadence) => Promise<ReadonlyMap<number, readonly Candidate[]>>;

/** Reads the candidates of each cadence when first asked for. */
export function candidateLists(digests: Pick<DigestStore, 'candidates'>, asOf: Date): CandidateLists {
  const lists = new Map<Cadence, Promise<Map<number, Candidate[]>>>();
  return (cadence) => {
    const list = lists.get(cadence) ?? digests.candidates({ cadence, asOf });
    lists.set(cadence, list);
    return list;
  };
}

/**
 * The papers for one reader as of an instant: new since the last digest, or for a first digest (and after a
 * long silence) since the cadence's look-back.
 */
export async function papersFor(
  reader: AudienceMember,
  asOf: Date,
  candidates: CandidateLists,
): Promise<Choice[]> {
  const lookback = new Date(asOf.getTime() - lookbackDays(reader.cadence) * 86_400_000);
  const { lastDigestAt } = reader;
  // A digest "as of" an earlier instant than the last one looks back as a first one does.
  const since =
    lastDigestAt !== null && lastDigestAt < asOf && lastDigestAt > lookback ? lastDigestAt : lookback;
  return selectPapers({
    candidates: await candidates(reader.cadence),
    topicIds: reader.topicIds,
    since,
    seen: reader.seen,
    max: reader.maxPapers,
  });
}
