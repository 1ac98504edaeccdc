import type { Choice } from '../../domain/ranking/selection.ts';
import { noteIsDue } from '../../domain/sending/quiet-days.ts';
import type { Cadence } from '../../domain/time/cadence.ts';
import { ownMoment } from '../../domain/time/own-hour.ts';
import { dueAfterSlot } from '../../domain/time/schedule.ts';
import type { Deps, Needs } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import { type Chooser, openDigestChooser } from './choose-papers.ts';
import type { AudienceMember, Digest, PlannedDelivery, PlannedPaper } from './digest-stores.ts';
import { giveOutInTime } from './give-out.ts';
import { judgeDigest } from './judge-digest.ts';

/** Readers frozen in one transaction; sending starts when the first of them are. */
const chunk = 500;

/**
 * Freezes the audience of a digest into deliveries, chunk by chunk after a stored cursor, and gives each chunk to
 * the workers as it is frozen. After a kill at any point it goes on where it was: a chunk is there whole, its jobs
 * and its readers' next due times with it, or not at all.
 */
export async function planDigest(
  deps: Needs<
    'atomically' | 'log' | 'now',
    'candidates' | 'digests' | 'papers' | 'returns' | 'subjects' | 'trends'
  >,
  digestId: number,
): Promise<void> {
  const digest = await deps.stores.digests.byId(digestId);
  if (digest === null) return;
  const chooser = openDigestChooser(deps.stores, digest);
  while (await deps.atomically((stores) => planChunk(deps, stores, digestId, chooser)));
  // Only now is it known how many messages belong to the sample, and some of them may have come back already.
  const returns = await deps.stores.returns.returnsOf(digestId);
  if (returns !== null) await judgeDigest(deps, returns);
}

/** True while there is more to plan. */
async function planChunk(
  deps: Pick<Deps, 'log' | 'now'>,
  stores: Pick<Stores, 'deliveries' | 'digests' | 'jobs' | 'returns'>,
  digestId: number,
  chooser: Chooser,
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
  const choices = await chooser.choose(members);
  const planned = members.map((member, index) => planFor(digest, member, choices[index] ?? []));
  await stores.digests.keepPapers(digestId, await chosenPapers(planned, members, chooser));
  const queued = await stores.deliveries.addPlanned(digestId, planned);
  await stores.returns.takeSample(
    digestId,
    queued.map(({ id }) => id),
  );
  // An announcement is no digest to its readers: the next one looks as far back as it would have.
  if (digest.body === null)
    await stores.deliveries.reschedule(
      members.map((member) => ({
        id: member.id,
        nextDueAt: digest.slot === null ? member.nextDueAt : dueAfterSlot(digest.slot, now, member),
      })),
      digest.asOf,
    );
  await stores.digests.moveCursor(digestId, last.id);
  await giveOutInTime(stores, digestId, queued, now);
  return true;
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
