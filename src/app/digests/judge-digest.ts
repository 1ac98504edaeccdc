import { type StopReason, stopFor } from '../../domain/bounces/reputation.ts';
import { serviceItself } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import type { Digest } from './digest-store.ts';
import type { DigestReturns } from './return-store.ts';

/** Counts the refusal of an address that is gone against the digest of a delivery, and judges that digest by it. */
export async function countRefusal(
  deps: Needs<'atomically' | 'log' | 'now', 'digests' | 'returns'>,
  deliveryId: string,
): Promise<void> {
  const returns = await deps.stores.returns.countReturn(deliveryId, 'hard');
  if (returns !== null) await judgeDigest(deps, returns);
}

/**
 * Stops a digest that is still being sent when too much of it came back (`stopFor`), with a line in the log and in the
 * audit. Only an admin resumes it. What is on its way still ends.
 */
export async function judgeDigest(
  deps: Needs<'atomically' | 'log' | 'now', 'digests'>,
  returns: DigestReturns,
): Promise<void> {
  const { digestId } = returns;
  const digest = await deps.stores.digests.byId(digestId);
  if (digest === null || (digest.status !== 'planning' && digest.status !== 'sending')) return;
  const { sent, queued, sending } = await deps.stores.digests.counts(digestId);
  // With nothing left to send it ends by itself.
  if (digest.status === 'sending' && queued + sending === 0) return;
  const stop = stopFor({ ...returns, planned: digest.plannedAt !== null, sent }, returns.stops);
  if (stop === null || !(await stopDigest(deps, digest, stop))) return;
  deps.log.warn({ digestId, reason: stop.reason, words: stop.words }, 'a digest has stopped by itself');
}

/** False when it is not being sent any more, or was stopped for this before. */
async function stopDigest(
  deps: Pick<Deps, 'atomically' | 'now'>,
  { id }: Digest,
  { reason, words }: { reason: StopReason; words: string },
): Promise<boolean> {
  const at = deps.now();
  return await deps.atomically(async (stores) => {
    await stores.digests.lock(id);
    const {
      sample = 0,
      stops = [],
      hardBounces = 0,
      complaints = 0,
    } = (await stores.returns.returnsOf(id)) ?? {};
    if (stops.includes(reason)) return false;
    await stores.ranges.holdRanges(id);
    if (!(await stores.digests.setStatus(id, 'paused', ['planning', 'sending'], at, words))) return false;
    await stores.returns.noteStop(id, reason);
    await recordAction(stores, { actor: serviceItself, at }, 'digest stopped', `digest ${id}`, {
      reason,
      sample,
      hardBounces,
      complaints,
    });
    return true;
  });
}
