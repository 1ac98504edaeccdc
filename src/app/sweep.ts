import { unconfirmedDays } from '../domain/consent.ts';
import { giveOut } from './give-out.ts';
import type { Deps } from './ports.ts';

/** Deliveries taken up again in one sweep; the rest waits for the next. */
const most = 5_000;

/** How long an invitation that expired is still shown, and an address that asked for a new password is kept at most. */
const linkDays = 30;

/**
 * Picks up what a killed worker left: a lease that ended in `sending` becomes `unknown`, a delivery that is queued
 * without a job gets one, planning that stopped goes on, and a digest with nothing left to do is finished. Forgets addresses that
 * were entered long ago and never confirmed.
 */
export async function sweep(deps: Deps): Promise<void> {
  // One at a time over all processes: what one has given out the next must see.
  await deps.alone('sweep', () => sweepAlone(deps));
}

async function sweepAlone(deps: Deps): Promise<void> {
  const now = deps.now();
  const expired = await deps.stores.deliveries.expireLeases(now);
  if (expired > 0)
    deps.log.warn({ deliveries: expired }, 'a worker ended in mid-send; these deliveries are unknown');
  for (const { id, status } of await deps.stores.digests.unfinished()) {
    const ids = await deps.stores.deliveries.stranded(id, now, most);
    if (ids.length > 0) {
      deps.log.info({ digestId: id, deliveries: ids.length }, 'queued deliveries are given out again');
      await giveOut(deps.stores, id, ids);
    }
    if (status === 'planning')
      await deps.stores.jobs.send('plan-digest', { digestId: id }, { key: String(id) });
    else await deps.stores.digests.finishIfDone(id, now);
  }
  const forgotten = await deps.stores.subscribers.forgetUnconfirmed(
    new Date(now.getTime() - unconfirmedDays * 86_400_000),
  );
  await deps.stores.adminLinks.forget(new Date(now.getTime() - linkDays * 86_400_000));
  if (forgotten > 0) deps.log.info({ subscribers: forgotten }, 'forgot addresses that were never confirmed');
}
