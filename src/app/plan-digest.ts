import { dueAfterSlot } from '../domain/schedule.ts';
import type { Choice } from '../domain/selection.ts';
import { giveOut } from './give-out.ts';
import type { AudienceMember, Deps, PlannedDelivery, PlannedPaper, Stores } from './ports.ts';
import { type CandidateLists, candidateLists, papersForAll } from './reader-papers.ts';

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
  const lists = candidateLists(deps.stores, digest.asOf);
  const scores = new Map<number, number>();
  while (await deps.atomically((stores) => planChunk(deps, stores, digestId, { lists, scores })));
}

/** True while there is more to plan. */
async function planChunk(
  deps: Deps,
  stores: Stores,
  digestId: number,
  { lists, scores }: { lists: CandidateLists; scores: Map<number, number> },
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
  const choices = await papersForAll(members, digest.asOf, lists, scores);
  const planned = members.map((member, index) => planFor(member, choices[index] ?? []));
  await stores.digests.keepPapers(digestId, await chosenPapers(planned, { lists, scores }));
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

function planFor(member: AudienceMember, choices: Choice[]): PlannedDelivery {
  const base = { subscriberId: member.id, choices: [], detail: null };
  if (member.suppressed) return { ...base, state: 'suppressed', detail: 'address suppressed' };
  if (choices.length === 0) return { ...base, state: 'skipped', detail: 'nothing new' };
  return { ...base, state: 'queued', choices };
}

/** Each chosen paper once, with the score that it was chosen by and the trend that its reason tells of. */
async function chosenPapers(
  planned: readonly PlannedDelivery[],
  { lists, scores }: { lists: CandidateLists; scores: ReadonlyMap<number, number> },
): Promise<PlannedPaper[]> {
  const chosen = new Set(planned.flatMap((one) => one.choices.map(({ paperId }) => paperId)));
  const papers: PlannedPaper[] = [];
  for (const paperId of chosen) {
    const { gainPerDay = null, timesUsual = null } = (await lists.trendOf(paperId)) ?? {};
    papers.push({ paperId, score: scores.get(paperId) ?? 0, gainPerDay, timesUsual });
  }
  return papers;
}
