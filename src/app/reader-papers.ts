import { type Cadence, lookbackDays } from '../domain/cadence.ts';
import { type Candidate, type Choice, selectPapers } from '../domain/selection.ts';
import { cadenceWindow, type Trend } from '../domain/trending.ts';
import type { AudienceMember, Stores } from './ports.ts';
import { trendsAt } from './refresh-trends.ts';

/** Candidates by cadence, and how any of them does beside its field; both are read once for a digest. */
export type CandidateLists = {
  of(cadence: Cadence): Promise<ReadonlyMap<number, readonly Candidate[]>>;
  trendOf(paperId: number): Promise<Trend | null>;
};

/**
 * Reads the candidates of each cadence when first asked for. Their scores are made for this instant, by what was
 * said until then: pages use stored ones of the same making, but a digest as of an instant is always the same.
 */
export function candidateLists(
  { digests, trends }: Pick<Stores, 'digests' | 'trends'>,
  asOf: Date,
): CandidateLists {
  const lists = new Map<Cadence, Promise<Map<number, Candidate[]>>>();
  let made: ReturnType<typeof trendsAt> | null = null;
  const current = () => {
    made ??= trendsAt(trends, asOf);
    return made;
  };
  async function list(cadence: Cadence): Promise<Map<number, Candidate[]>> {
    const window = cadenceWindow[cadence];
    const scores = new Map([...(await current())].map(([paperId, { scores: by }]) => [paperId, by[window]]));
    return await digests.candidates({ cadence, asOf, scores });
  }
  return {
    of(cadence) {
      const known = lists.get(cadence) ?? list(cadence);
      lists.set(cadence, known);
      return known;
    },
    trendOf: async (paperId) => (await current()).get(paperId)?.trend ?? null,
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
    candidates: await candidates.of(reader.cadence),
    topicIds: reader.topicIds,
    since,
    seen: reader.seen,
    max: reader.maxPapers,
  });
}
