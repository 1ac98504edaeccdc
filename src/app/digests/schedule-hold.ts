import { DomainError } from '../../domain/errors.ts';
import { type Progress, signsOfRestore } from '../../domain/time/restore.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import { controlDigest } from './control-digest.ts';
import { skipDue } from './move-due-times.ts';
import type { Hold, ScheduleMark } from './schedule-stores.ts';

/** What to do with the digests that are due, or were being sent, when a hold ends. */
export const overdueChoices = ['skip', 'send'] as const;
export type OverdueChoice = (typeof overdueChoices)[number];

/** What a digest says that a hold has stopped. When the hold ends, such digests are recognised by these words. */
const heldProblem =
  'the schedule is held; it goes on, or is cancelled, when an admin says how the schedule goes on';

/**
 * Counts a tick, and holds the schedule when it finds signs that the database was restored or moved since the last
 * one. Then everything that was being sent is paused and nothing is sent by schedule, by any process, until
 * `releaseSchedule`. To be called before this process takes jobs, and before each digest it makes by schedule.
 */
export async function watchDatabase(
  deps: Needs<'atomically' | 'log' | 'now', 'installation'>,
  mark: ScheduleMark,
): Promise<{ hold: Hold | null; progress: Progress }> {
  // In this order: what is remembered was in the database before it is asked.
  const remembered = await mark.read();
  const identity = await deps.stores.installation.identity();
  const seen = await deps.atomically(async (stores) => {
    const known = await stores.installation.tick();
    const signs = signsOfRestore(known, identity, remembered);
    const isSame = remembered?.installation === known.installation;
    const ticks = Math.max(known.ticks, isSame ? remembered.ticks + 1 : 0);
    await stores.installation.remember(identity, ticks);
    const hold = signs.length > 0 ? await beginHold(deps, stores, known.hold, reasonOf(signs)) : known.hold;
    return { hold, progress: { installation: known.installation, ticks, digestId: known.digestId } };
  });
  await mark.write(seen.progress);
  return seen;
}

function reasonOf(signs: readonly string[]): string {
  return `The database seems to have been restored or moved: ${signs.join('; ')}.`;
}

async function beginHold(
  deps: Pick<Deps, 'log' | 'now'>,
  stores: Pick<Stores, 'digests' | 'installation'>,
  before: Hold | null,
  reason: string,
): Promise<Hold> {
  const now = deps.now();
  const hold = before ?? { since: now, reason };
  if (before === null) await stores.installation.setHold(hold);
  const digests = await stores.digests.unfinished();
  for (const { id } of digests)
    await stores.digests.setStatus(id, 'paused', ['planning', 'sending'], now, heldProblem);
  const paused = digests.map(({ id }) => id);
  deps.log.warn({ reason, paused }, 'nothing is sent by schedule until an admin says how to go on');
  return hold;
}

/** Planned sends whose moment has come. */
async function plannedUpTo({ stores, now }: Needs<'now', 'digests'>): Promise<number[]> {
  const at = now();
  const planned = await stores.digests.listPlanned(at);
  return planned
    .filter(({ status, sendAt }) => status === 'planned' && sendAt !== null && sendAt <= at)
    .map(({ id }) => id);
}

export type ScheduleState = {
  hold: Hold | null;
  /** Readers who are due now. */
  due: number;
};

/** Whether the schedule is held, and why. */
export async function scheduleState(deps: Needs<'now', 'dueTimes' | 'installation'>): Promise<ScheduleState> {
  const { installation, dueTimes } = deps.stores;
  return { hold: await installation.hold(), due: await dueTimes.countDue(deps.now()) };
}

/**
 * Holds the schedule because an admin says so: for a restore that left no signs. Does nothing when it is held already.
 */
export async function holdSchedule(
  deps: Pick<Deps, 'atomically' | 'log' | 'now'>,
  reason: string,
  actor: string | null = null,
): Promise<void> {
  await deps.atomically(async (stores) => {
    // Counting a tick makes processes take turns here.
    const { hold } = await stores.installation.tick();
    if (hold !== null) return;
    await beginHold(deps, stores, null, reason);
    if (actor !== null)
      await recordAction(stores, { actor, at: deps.now() }, 'schedule held', 'schedule', { reason });
  });
}

/**
 * Ends the hold by an admin's word. `skip`: what is due is left out, and what was being sent is cancelled; everybody's
 * next digest is the one after. `send`: all of that goes on, as after an outage. Rejects with `conflict` when the
 * schedule is not held.
 */
export async function releaseSchedule(
  deps: Needs<'atomically' | 'log' | 'now', 'digests' | 'dueTimes' | 'installation'>,
  overdue: OverdueChoice,
  actor: string | null = null,
): Promise<void> {
  if ((await deps.stores.installation.hold()) === null)
    throw new DomainError('conflict', 'The schedule is not held.');
  const skipped = overdue === 'skip' ? await skipDue(deps) : 0;
  const digests = await deps.stores.installation.pausedFor(heldProblem);
  // A planned send whose moment was before the hold's end: it may have gone out before the database was restored.
  if (overdue === 'skip') digests.push(...(await plannedUpTo(deps)));
  for (const id of digests) {
    // Another admin may be ending the hold at this moment.
    await controlDigest(deps, id, overdue === 'skip' ? 'cancel' : 'resume').catch((error: unknown) => {
      if (!(error instanceof DomainError && error.code === 'conflict')) throw error;
    });
    // It may have been sent before the database was restored.
    if (overdue === 'skip') await deps.stores.dueTimes.countCancelledAsSent(id);
  }
  await deps.atomically(async (stores) => {
    await stores.installation.setHold(null);
    if (actor === null) return;
    const detail = { overdue, skipped, digests };
    await recordAction(stores, { actor, at: deps.now() }, 'schedule released', 'schedule', detail);
  });
  deps.log.info({ overdue, skipped, digests }, 'the schedule goes on by an admin’s word');
}
