import { setTimeout as wait } from 'node:timers/promises';
import { coalesce } from '../coalesce.ts';
import type { Deps } from '../deps.ts';
import type { BegunDelivery } from '../digests/delivery-store.ts';
import { keepRecent } from '../recent.ts';
import type { AttemptResult, DeliveryLedger } from './attempt-stores.ts';

/** Deliveries in one statement, at most. */
const limit = 100;
/** More digests than are sent at the same time. */
const keptDigests = 16;

/**
 * Joins what all jobs of this process write of one digest: one statement, and one flush of the disk, for several
 * messages. Digests do not wait for each other: a row of one may be locked by somebody else.
 */
export function openLedger(deps: Pick<Deps, 'attempts' | 'leaseMs' | 'log' | 'now'>): Deps['ledger'] {
  const retained = keepRecent<number, DeliveryLedger>(keptDigests);
  return (digestId) => retained.of(digestId, () => ledgerOf(deps));
}

function ledgerOf(deps: Pick<Deps, 'attempts' | 'leaseMs' | 'log' | 'now'>): DeliveryLedger {
  return {
    begin: coalesce<string, BegunDelivery | null>(limit, async (ids) => {
      const now = deps.now();
      const begun = await deps.attempts.begin(ids, now, new Date(now.getTime() + deps.leaseMs));
      const byId = new Map(begun.map((delivery) => [delivery.id, delivery]));
      // Two jobs may ask for the same delivery in one statement: only the first of them may send it.
      return ids.map((id) => {
        const delivery = byId.get(id) ?? null;
        byId.delete(id);
        return delivery;
      });
    }),
    finish: coalesce<AttemptResult, void>(limit, async (results) => {
      await persistently(deps, () => deps.attempts.finish(results));
      return results.map(() => undefined);
    }),
  };
}

/**
 * Tries again each second, for as long as a lease: what a mail server said must not be lost because the database was
 * away for a moment.
 */
async function persistently(
  deps: Pick<Deps, 'leaseMs' | 'log' | 'now'>,
  work: () => Promise<void>,
): Promise<void> {
  const end = deps.now().getTime() + deps.leaseMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (deps.now().getTime() >= end) throw error;
      deps.log.warn({ reason: String(error) }, 'outcomes could not be written; trying again');
      await wait(1_000);
    }
  }
}
