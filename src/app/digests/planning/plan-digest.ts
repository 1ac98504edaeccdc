import type { Choice } from '../../../domain/ranking/selection.ts';
import { noteIsDue } from '../../../domain/sending/quiet-days.ts';
import type { Cadence } from '../../../domain/time/cadence.ts';
import { ownMoment } from '../../../domain/time/own-hour.ts';
import { dueAfterSlot } from '../../../domain/time/schedule.ts';
import type { Deps, Needs } from '../../deps.ts';
import type { Stores } from '../../persistence.ts';
import type { PlannedDelivery, QueuedDelivery } from '../delivery-store.ts';
import type { AudienceMember, Digest, PlannedPaper } from '../digest-store.ts';
import { giveOutInTime } from '../give-out.ts';
import { judgeDigest } from '../judge-digest.ts';
import { type Chooser, openDigestChooser } from './choose-papers.ts';

export type PlanningSizes = {
  /** Readers frozen in one transaction; sending starts when the first of them are. */
  chunk: number;
  /** Ranges of an audience at most: as many planners can work at one digest at a time. */
  ranges: number;
  /** Readers in a range at least: fewer are not worth another planner's opening the lists of papers. */
  leastReaders: number;
};
const usualSizes: PlanningSizes = { chunk: 500, ranges: 16, leastReaders: 2_000 };

type PlanningOptions = { signal?: AbortSignal; sizes?: PlanningSizes };

type Planning = Needs<
  'atomically' | 'log' | 'now',
  'candidates' | 'digests' | 'jobs' | 'papers' | 'ranges' | 'returns' | 'subjects' | 'trends'
>;
type Freezing = Pick<Stores, 'deliveries' | 'digests' | 'jobs'>;
type PartOf = { digestId: number; chooser: Chooser; sizes: PlanningSizes };

/**
 * Freezes the first readers of a digest into deliveries, in the order of their ids: those whose messages it will be
 * judged by. If many are left, cuts them into ranges and has these planned by as many workers as are free
 * (`planRanges`). Chunk by chunk after a stored cursor, each given to the workers as it is frozen. After a kill at any
 * point it goes on where it was: a chunk is there whole, its jobs and its readers' next due times with it, or not at
 * all.
 */
export async function planDigest(
  deps: Planning,
  digestId: number,
  { signal, sizes = usualSizes }: PlanningOptions = {},
): Promise<void> {
  const digest = await deps.stores.digests.byId(digestId);
  if (digest === null) return;
  const cut = await deps.stores.ranges.countRanges(digestId);
  if (cut > 0) return await giveOutRanges(deps.stores, digestId, cut);
  const chooser = openDigestChooser(deps.stores, digest);
  for (;;) {
    signal?.throwIfAborted();
    if (!(await deps.atomically((stores) => planFirst(deps, stores, { digestId, chooser, sizes })))) break;
  }
  await judgePlanned(deps, digestId);
}

/** True while there is more to plan here. */
async function planFirst(
  deps: Pick<Deps, 'log' | 'now'>,
  stores: Freezing & Pick<Stores, 'ranges' | 'returns'>,
  { digestId, chooser, sizes }: PartOf,
): Promise<boolean> {
  const digest = await stores.digests.lock(digestId);
  // Another process may have cut it into ranges while this one waited.
  if (digest?.status !== 'planning' || (await stores.ranges.countRanges(digestId)) > 0) return false;
  const now = deps.now();
  const members = await stores.digests.nextAudience(digest, sizes.chunk);
  const last = members.at(-1);
  if (last === undefined) {
    await stores.digests.setStatus(digestId, 'sending', ['planning'], now);
    await endPlanned(deps, stores, digestId, now);
    return false;
  }
  const queued = await freeze(stores, digest, { members, chooser, now });
  const isFull = await stores.returns.takeSample(
    digestId,
    queued.map(({ id }) => id),
  );
  await stores.digests.moveCursor(digestId, last.id);
  if (!isFull) return true;
  const rest = { ...digest, planCursor: last.id };
  const ranges = await stores.ranges.cutAudience(rest, { most: sizes.ranges, least: sizes.leastReaders });
  await giveOutRanges(stores, digestId, ranges);
  return ranges === 0;
}

/** A job for each, so that as many workers as are free take part; whoever comes late finds nothing to do. */
async function giveOutRanges(stores: Pick<Stores, 'jobs'>, digestId: number, ranges: number): Promise<void> {
  for (let number = 1; number <= ranges; number++)
    await stores.jobs.send('plan-range', { digestId }, { key: `${digestId}/${number}` });
}

/**
 * Takes part in planning a digest that was cut into ranges: chunk by chunk, each in a range that nobody else has in
 * hand, until none is left. A range belongs to nobody between two chunks, so what a killed planner leaves is gone on
 * with at once, from the range's cursor. Whoever plans the last chunk of all ends the planning.
 */
export async function planRanges(
  deps: Planning,
  digestId: number,
  { signal, sizes = usualSizes }: PlanningOptions = {},
): Promise<void> {
  const digest = await deps.stores.digests.byId(digestId);
  if (digest === null) return;
  const chooser = openDigestChooser(deps.stores, digest);
  for (;;) {
    signal?.throwIfAborted();
    if (!(await deps.atomically((stores) => planInRange(deps, stores, { digestId, chooser, sizes })))) break;
  }
  const hasEnded = await deps.atomically(async (stores) => {
    const now = deps.now();
    if (!(await stores.ranges.endPlanning(digestId, now))) return false;
    await endPlanned(deps, stores, digestId, now);
    return true;
  });
  if (hasEnded) await judgePlanned(deps, digestId);
}

/** False when there is no range to go on with. */
async function planInRange(
  deps: Pick<Deps, 'now'>,
  stores: Freezing & Pick<Stores, 'ranges'>,
  { digestId, chooser, sizes }: PartOf,
): Promise<boolean> {
  const range = await stores.ranges.lockFreeRange(digestId);
  if (range === null) return false;
  // Read only now: whoever pauses or cancels the digest holds its ranges.
  const digest = await stores.digests.byId(digestId);
  if (digest?.status !== 'planning') return false;
  const { cursor: planCursor, lastId } = range;
  const members = await stores.digests.nextAudience({ ...digest, planCursor }, sizes.chunk, lastId);
  if (members.length > 0) await freeze(stores, digest, { members, chooser, now: deps.now() });
  await stores.ranges.moveRange(range, members.at(-1)?.id ?? lastId, members.length);
  return true;
}

/** Writes down what these readers get, and gives it to the workers; returns what is queued. */
async function freeze(
  stores: Freezing,
  digest: Digest,
  { members, chooser, now }: { members: AudienceMember[]; chooser: Chooser; now: Date },
): Promise<QueuedDelivery[]> {
  const choices = await chooser.choose(members);
  const planned = members.map((member, index) => planFor(digest, member, choices[index] ?? []));
  const papers = await chosenPapers(planned, members, chooser);
  // An announcement is no digest to its readers: the next one looks as far back as it would have.
  if (digest.body === null)
    await stores.deliveries.reschedule(
      members.map((member) => ({
        id: member.id,
        nextDueAt: digest.slot === null ? member.nextDueAt : dueAfterSlot(digest.slot, now, member),
      })),
      digest.asOf,
    );
  // Last, since others may write to the same papers, and senders to the same tallies.
  await stores.digests.keepPapers(digest.id, papers);
  const queued = await stores.deliveries.addPlanned(digest.id, planned);
  await giveOutInTime(stores, digest.id, queued, now);
  return queued;
}

async function endPlanned(
  deps: Pick<Deps, 'log'>,
  stores: Pick<Stores, 'digests'>,
  digestId: number,
  now: Date,
): Promise<void> {
  await stores.digests.finishIfDone(digestId, now);
  deps.log.info({ digestId }, 'planned a digest');
}

/** Only now is it known how many messages belong to the sample, and some of them may have come back already. */
async function judgePlanned(
  deps: Needs<'atomically' | 'log' | 'now', 'digests' | 'returns'>,
  digestId: number,
): Promise<void> {
  const returns = await deps.stores.returns.returnsOf(digestId);
  if (returns !== null) await judgeDigest(deps, returns);
}

/**
 * What becomes of a reader's copy; an announcement is for all who may be mailed, and without papers it is the note on
 * quiet days, for those who want that.
 */
export function stateOf(
  { asOf, body }: Pick<Digest, 'asOf' | 'body'>,
  member: Pick<AudienceMember, 'suppressed' | 'silentSince' | 'cadence'>,
  papers: number,
): PlannedDelivery['state'] {
  if (member.suppressed) return 'suppressed';
  return body !== null || papers > 0 || noteIsDue(member.silentSince, member.cadence, asOf)
    ? 'queued'
    : 'skipped';
}

const details = { suppressed: 'address suppressed', skipped: 'nothing new', queued: null } as const;

function planFor(digest: Digest, member: AudienceMember, choices: Choice[]): PlannedDelivery {
  const state = stateOf(digest, member, choices.length);
  // A collection, too, is kept for one digest of each reader.
  const isIntroduced = member.introduce && (digest.words !== null || digest.carried !== null);
  return {
    subscriberId: member.id,
    state,
    choices: state === 'queued' ? choices : [],
    introduced: isIntroduced && state === 'queued' && choices.length > 0,
    detail: details[state],
    notBefore: state === 'queued' && digest.sendOn !== null ? ownMoment(digest.sendOn, member) : null,
  };
}

/** Each chosen paper once, with its trending score and the trend that its reason tells of. */
export async function chosenPapers(
  planned: readonly Pick<PlannedDelivery, 'choices'>[],
  members: readonly Pick<AudienceMember, 'reach'>[],
  { lists }: Chooser,
): Promise<PlannedPaper[]> {
  const cadenceOf = new Map<number, Cadence>();
  for (const [index, { choices }] of planned.entries())
    for (const { paperId } of choices) cadenceOf.set(paperId, members[index]?.reach ?? 'daily');
  const papers: PlannedPaper[] = [];
  for (const [paperId, cadence] of cadenceOf) {
    const { gainPerDay = null, timesUsual = null } = (await lists.trendOf(paperId)) ?? {};
    papers.push({ paperId, score: await lists.scoreOf(cadence, paperId), gainPerDay, timesUsual });
  }
  return papers;
}
