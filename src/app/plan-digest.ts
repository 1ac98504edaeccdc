import type { Cadence } from '../domain/cadence.ts';
import { dueAfterSlot } from '../domain/schedule.ts';
import { giveOut } from './give-out.ts';
import type { AudienceMember, Deps, Digest, PlannedDelivery, PlannedPaper, Stores } from './ports.ts';
import { type CandidateLists, candidateLists, papersFor } from './reader-papers.ts';

/** Readers frozen in one transaction; sending starts when the first of them are. */
const chunk = 500;

/**
 * Freezes the audience of a digest into deliveries, chunk by chunk after a stored cursor, and gives each chunk to
 * the workers as it is frozen. After a kill at any point it goes on where it was: a chunk is there whole, its jobs
 * and its readers' next due times with it, or not at all.
 */
export async function planDigest(deps: Deps, digestId: number): Promise<void> {
  const digest = await deps.stores.digests.byId(digestId);
  if (digest === null) return;
  const candidates = candidateLists(deps.stores, digest.asOf);
  const scores = scoresIn(candidates);
  while (await deps.atomically((stores) => planChunk(deps, stores, digestId, { candidates, scores })));
}

/** True while there is more to plan. */
async function planChunk(
  deps: Deps,
  stores: Stores,
  digestId: number,
  { candidates, scores }: { candidates: CandidateLists; scores: Scores },
): Promise<boolean> {
  const digest = await stores.digests.lock(digestId);
  if (digest === null || digest.status !== 'planning') return false;
  const now = deps.now();
  const members = await stores.digests.nextAudience(digest, chunk);
  const last = members.at(-1);
  if (last === undefined) {
    await stores.digests.setStatus(digestId, 'sending', ['planning'], now);
    await stores.digests.finishIfDone(digestId, now);
    deps.log.info({ digestId }, 'planned a digest');
    return false;
  }
  const planned: PlannedDelivery[] = [];
  for (const member of members) planned.push(await planFor(member, digest, candidates));
  await stores.digests.keepPapers(digestId, await chosenPapers(planned, members, { candidates, scores }));
  const ids = await stores.deliveries.plan(digestId, planned);
  await stores.deliveries.reschedule(
    members.map((member) => ({
      id: member.id,
      nextDueAt: digest.slot === null ? member.nextDueAt : dueAfterSlot(digest.slot, now, member),
    })),
    digest.asOf,
  );
  await stores.digests.moveCursor(digestId, last.id);
  await giveOut(stores, digestId, ids);
  return true;
}

async function planFor(
  member: AudienceMember,
  digest: Digest,
  candidates: CandidateLists,
): Promise<PlannedDelivery> {
  const base = { subscriberId: member.id, choices: [], detail: null };
  if (member.suppressed) return { ...base, state: 'suppressed', detail: 'address suppressed' };
  const choices = await papersFor(member, digest.asOf, candidates);
  if (choices.length === 0) return { ...base, state: 'skipped', detail: 'nothing new' };
  return { ...base, state: 'queued', choices };
}

type Scores = (cadences: Iterable<Cadence>) => Promise<ReadonlyMap<number, number>>;

/** The scores of candidates, read from the lists of each cadence once for all chunks. */
function scoresIn(candidates: CandidateLists): Scores {
  const scores = new Map<number, number>();
  const read = new Set<Cadence>();
  return async (cadences) => {
    for (const cadence of cadences) {
      if (read.has(cadence)) continue;
      read.add(cadence);
      for (const list of (await candidates.of(cadence)).values()) {
        for (const { paperId, score } of list) if (!scores.has(paperId)) scores.set(paperId, score);
      }
    }
    return scores;
  };
}

/** Each chosen paper once, with the score that it was chosen by and the trend that its reason tells of. */
async function chosenPapers(
  planned: readonly PlannedDelivery[],
  members: readonly AudienceMember[],
  { candidates, scores: scoresOf }: { candidates: CandidateLists; scores: Scores },
): Promise<PlannedPaper[]> {
  const scores = await scoresOf(members.map((member) => member.cadence));
  const chosen = new Set<number>();
  for (const { choices } of planned) for (const { paperId } of choices) chosen.add(paperId);
  const papers: PlannedPaper[] = [];
  for (const paperId of chosen) {
    const trend = await candidates.trendOf(paperId);
    const { gainPerDay = null, timesUsual = null } = trend ?? {};
    papers.push({ paperId, score: scores.get(paperId) ?? 0, gainPerDay, timesUsual });
  }
  return papers;
}
