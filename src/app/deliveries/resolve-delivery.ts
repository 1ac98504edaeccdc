import { DomainError } from '../../domain/errors.ts';
import { recordAction } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { requireKept } from '../digests/control-digest.ts';
import type { DeliveryRow } from '../digests/delivery-store.ts';
import { giveOut } from '../digests/give-out.ts';
import type { Stores } from '../persistence.ts';

/** What an admin can say of a delivery of which nobody knows whether it arrived. */
export const resolutions = ['sent', 'resend'] as const;

export type Resolution = (typeof resolutions)[number];

/**
 * An admin's word on a delivery that is `unknown`: it arrived (`sent`), or it did not and is to be sent again
 * (`resend`). `actor`: who says so. Rejects with `not_found`, or `conflict` when it is not `unknown`.
 */
export async function resolveDelivery(
  deps: Pick<Deps, 'atomically' | 'now'>,
  id: string,
  outcome: Resolution,
  actor: string | null = null,
): Promise<DeliveryRow> {
  const at = deps.now();
  return await deps.atomically(async (stores) => {
    const found = await stores.deliveries.byId(id);
    if (found === null) throw new DomainError('not_found', `There is no delivery ${id}.`);
    await stores.digests.lock(found.digestId);
    const resolved = await stores.deliveries.resolve(id, outcome, at);
    if (resolved === null) {
      throw new DomainError(
        'conflict',
        `Delivery ${id} is ${found.state}; only one that is unknown, of a person who was not erased, can be resolved.`,
      );
    }
    if (outcome === 'resend') await sendAgain(stores, found.digestId, [id], at);
    if (actor !== null)
      await recordAction(stores, { actor, at }, 'delivery resolved', `delivery ${id}`, { outcome });
    return resolved;
  });
}

/**
 * The same for all deliveries of a digest that are `unknown`; those of people who were erased cannot be sent again.
 * Returns how many were resolved. Rejects with `not_found`, or `conflict` when they are no longer kept.
 */
export async function resolveUnknown(
  deps: Pick<Deps, 'atomically' | 'now'>,
  digestId: number,
  outcome: Resolution,
  actor: string | null = null,
): Promise<number> {
  const at = deps.now();
  return await deps.atomically(async (stores) => {
    const digest = await stores.digests.lock(digestId);
    if (digest === null) throw new DomainError('not_found', `There is no digest ${digestId}.`);
    requireKept(digest);
    const ids = await stores.deliveries.resolveAll(digestId, outcome, at);
    if (outcome === 'resend' && ids.length > 0) await sendAgain(stores, digestId, ids, at);
    const detail = { outcome, deliveries: ids.length };
    if (actor !== null && ids.length > 0)
      await recordAction(stores, { actor, at }, 'unknown deliveries resolved', `digest ${digestId}`, detail);
    return ids.length;
  });
}

async function sendAgain(
  stores: Pick<Stores, 'digests' | 'jobs'>,
  digestId: number,
  ids: string[],
  at: Date,
): Promise<void> {
  await stores.digests.setStatus(digestId, 'sending', ['finished', 'cancelled'], at);
  await giveOut(stores, digestId, ids);
}
