import { type Cadence, lookbackDays } from '../domain/cadence.ts';
import { type Candidate, type Choice, selectPapers } from '../domain/selection.ts';
import { cadenceWindow, type Trend } from '../domain/trending.ts';
import type { AudienceMember, Stores, When } from './ports.ts';
import { trendsAt } from './refresh-trends.ts';

export type CandidateLists = {
  /** The lists of subjects in the window of a cadence; those of topics and of all fields are always among them. */
  of(cadence: Cadence, subjectIds: Iterable<number>): Promise<ReadonlyMap<number, readonly Candidate[]>>;
  /** How a paper does beside its field; null for one that is no news. */
  trendOf(paperId: number): Promise<Trend | null>;
};

/** Lists of searches, authors and papers that are kept: a few thousand papers' numbers each at most. */
const keptLists = 1_000;

/**
 * Reads the candidates of each subject once for a digest: those of topics, which everybody shares, together when a
 * cadence is first asked for; the others as they come up, and the least used are forgotten. Their scores are made for
 * this instant, by what was said until then: pages use stored ones of the same making, but a digest as of an instant
 * is always the same.
 */
export function candidateLists(
  { candidates: store, trends }: Pick<Stores, 'candidates' | 'trends'>,
  asOf: Date,
  { most = keptLists }: { most?: number } = {},
): CandidateLists {
  const whens = new Map<Cadence, Promise<When>>();
  const topics = new Map<Cadence, Promise<Map<number, Candidate[]>>>();
  const others = new Map<string, readonly Candidate[]>();

  let made: ReturnType<typeof trendsAt> | null = null;
  const current = () => {
    made ??= trendsAt(trends, asOf);
    return made;
  };
  async function newWhen(cadence: Cadence): Promise<When> {
    const window = cadenceWindow[cadence];
    const scores = new Map([...(await current())].map(([paperId, { scores: by }]) => [paperId, by[window]]));
    return { cadence, asOf, scores };
  }

  async function of(cadence: Cadence, subjectIds: Iterable<number>) {
    const asked = whens.get(cadence) ?? newWhen(cadence);
    whens.set(cadence, asked);
    const when = await asked;
    const ofTopics = topics.get(cadence) ?? store.ofTopics(when);
    topics.set(cadence, ofTopics);
    const shared = await ofTopics;
    const wanted = [...new Set(subjectIds)].filter((id) => !shared.has(id));
    if (wanted.length === 0) return shared;
    const found = new Map<number, readonly Candidate[]>(shared);
    const missing: number[] = [];
    for (const id of wanted) {
      const known = others.get(`${cadence} ${id}`);
      if (known === undefined) missing.push(id);
      else found.set(id, known);
    }
    for (const [id, list] of await store.ofOthers(missing, when)) found.set(id, list);
    for (const id of wanted) {
      const key = `${cadence} ${id}`;
      others.delete(key);
      others.set(key, found.get(id) ?? []);
    }
    for (const [oldest] of others) {
      if (others.size <= most) break;
      others.delete(oldest);
    }
    return found;
  }

  return { of, trendOf: async (paperId) => (await current()).get(paperId)?.trend ?? null };
}

/** Readers whose lists are in memory at once. */
const slice = 50;

/**
 * The papers for each reader as of an instant: new since the last digest, or for a first digest (and after a long
 * silence) since the cadence's look-back. Notes in `scores` the trending score of each chosen paper.
 */
export async function papersForAll(
  readers: readonly AudienceMember[],
  asOf: Date,
  lists: CandidateLists,
  scores = new Map<number, number>(),
): Promise<Choice[][]> {
  const chosen: Choice[][] = [];
  for (let start = 0; start < readers.length; start += slice) {
    const some = readers.slice(start, start + slice);
    const byCadence = new Map<Cadence, ReadonlyMap<number, readonly Candidate[]>>();
    for (const [cadence, members] of Map.groupBy(some, (reader) => reader.cadence)) {
      const followed = members.flatMap(({ interests }) => interests.map(({ subjectId }) => subjectId));
      byCadence.set(cadence, await lists.of(cadence, followed));
    }
    for (const reader of some) {
      const candidates: ReadonlyMap<number, readonly Candidate[]> =
        byCadence.get(reader.cadence) ?? new Map();
      const choices = papersFor(reader, asOf, candidates);
      chosen.push(choices);
      for (const { paperId, subjectId } of choices) {
        if (scores.has(paperId)) continue;
        const found = candidates.get(subjectId)?.find((candidate) => candidate.paperId === paperId);
        scores.set(paperId, found?.score ?? 0);
      }
    }
  }
  return chosen;
}

function papersFor(
  reader: AudienceMember,
  asOf: Date,
  candidates: ReadonlyMap<number, readonly Candidate[]>,
): Choice[] {
  const lookback = new Date(asOf.getTime() - lookbackDays(reader.cadence) * 86_400_000);
  const { lastDigestAt } = reader;
  // A digest "as of" an earlier instant than the last one looks back as a first one does.
  const since =
    lastDigestAt !== null && lastDigestAt < asOf && lastDigestAt > lookback ? lastDigestAt : lookback;
  return selectPapers({
    candidates,
    subjectIds: reader.interests.map(({ subjectId }) => subjectId),
    since,
    seen: reader.seen,
    max: reader.maxPapers,
  });
}
