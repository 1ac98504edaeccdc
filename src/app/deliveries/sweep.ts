import { shortTerms } from '../../domain/retention/retention.ts';
import { isWaitForServer } from '../../domain/sending/server-hold.ts';
import { isWarmUpReason } from '../../domain/sending/warm-up.ts';
import { addressChangeHours, addressUndoDays } from '../../domain/subscribers/address-change.ts';
import { dayMs } from '../../domain/time/units.ts';
import type { Needs } from '../deps.ts';
import type { Digest } from '../digests/digest-store.ts';
import { giveOut } from '../digests/give-out.ts';

/** Deliveries taken up again in one sweep; the rest waits for the next. */
const limit = 5_000;

type SweepNeeds = Needs<
  'log' | 'now' | 'serverHolds' | 'warmUp',
  | 'adminLinks'
  | 'bulkChanges'
  | 'addressChanges'
  | 'caughtMail'
  | 'deliveries'
  | 'digests'
  | 'jobs'
  | 'linkRequests'
  | 'passkeys'
  | 'serverHolds'
  | 'signInTries'
  | 'webhookLog'
>;

/**
 * Picks up what a killed worker left: a lease that ended in `sending` becomes `unknown`, a delivery that is queued
 * without a job gets one, or is cancelled as its digest was, planning that stopped goes on, and a digest with nothing
 * left to do is finished. Forgets what is kept for a short time only; the rest is tidied at night (app/retention).
 */
export async function sweep(deps: SweepNeeds & Needs<'alone', never>): Promise<void> {
  // One at a time over all processes: what one has given out the next must see.
  await deps.alone('sweep', () => sweepAlone(deps));
}

async function sweepAlone(deps: SweepNeeds): Promise<void> {
  const now = deps.now();
  const expired = await deps.stores.deliveries.expireLeases(now);
  if (expired > 0)
    deps.log.warn({ deliveries: expired }, 'a worker ended in mid-send; these deliveries are unknown');
  const day = await deps.warmUp.look();
  const held = await deps.serverHolds.look();
  // One that was left for later just as a server was let go would wait in vain.
  if (held === null) await deps.stores.serverHolds.hastenHeldJobs();
  for (const digest of await deps.stores.digests.unfinished()) {
    const { id, status } = digest;
    await showPause(deps, digest, (day ?? held)?.reason ?? null);
    // None of them could be sent on a day whose messages are used up. A delivery that waits for the next day has a job
    // for that time. While servers are held, somebody must try them.
    const ids = day === null ? await deps.stores.deliveries.stranded(id, now, limit) : [];
    if (ids.length > 0) {
      deps.log.info({ digestId: id, deliveries: ids.length }, 'queued deliveries are given out again');
      await giveOut(deps.stores, id, ids);
    }
    if (status === 'planning')
      await deps.stores.jobs.send('plan-digest', { digestId: id }, { key: String(id) });
    else await deps.stores.digests.finishIfDone(id, now);
  }
  // What the server put off at the very moment at which its digest was cancelled, neither saw of the other.
  for (const id of await deps.stores.digests.cancelledWithQueued())
    await deps.stores.deliveries.cancelQueued(id);
  const ago = (days: number) => new Date(now.getTime() - days * dayMs);
  for (const { id: changeId } of await deps.stores.bulkChanges.listRunning())
    await deps.stores.jobs.send('change-subscribers', { changeId }, { key: String(changeId) });
  await deps.stores.webhookLog.forgetTokens(ago(shortTerms.webhookTokens));
  await deps.stores.adminLinks.forgetExpired(ago(shortTerms.accountLinks));
  await deps.stores.linkRequests.forgetLinkRequests(ago(shortTerms.linkRequests));
  // The mails that were caught for an old address go with it.
  const unknowable = await deps.stores.addressChanges.forget(
    ago(addressChangeHours / 24),
    ago(addressUndoDays),
  );
  for (const address of unknowable) await deps.stores.caughtMail.forget(address);
  await deps.stores.signInTries.forgetBefore(ago(shortTerms.signInTries));
  await deps.stores.passkeys.forgetChallenges(now);
}

/** Says at a digest that it waits, for the next day of the warm-up or for a mail server, or that it does not. */
async function showPause(
  deps: Needs<never, 'digests'>,
  { id, problem }: Pick<Digest, 'id' | 'problem'>,
  reason: string | null,
): Promise<void> {
  if (reason === null) {
    if (isWarmUpReason(problem) || isWaitForServer(problem)) await deps.stores.digests.setProblem(id, null);
  } else if (problem !== reason && (await deps.stores.digests.counts(id)).queued > 0)
    await deps.stores.digests.setProblem(id, reason);
}
