import { DomainError } from '../domain/errors.ts';
import { giveOut } from './give-out.ts';
import type { DeliveryRow, Deps } from './ports.ts';

/**
 * An admin's word on a delivery that is `unknown`: it arrived (`sent`), or it did not and is to be sent again
 * (`resend`). `actor`: who says so. Rejects with `not_found`, or `conflict` when it is not `unknown`.
 */
export async function resolveDelivery(
  deps: Deps,
  id: string,
  outcome: 'sent' | 'resend',
  actor: string | null = null,
): Promise<DeliveryRow> {
  const now = deps.now();
  return await deps.atomically(async (stores) => {
    const found = await stores.deliveries.byId(id);
    if (found === null) throw new DomainError('not_found', `There is no delivery ${id}.`);
    const digest = await stores.digests.lock(found.digestId);
    const resolved = await stores.deliveries.resolve(id, outcome, now);
    if (resolved === null) {
      throw new DomainError(
        'conflict',
        `Delivery ${id} is ${found.state}; only one that is unknown, of a person who was not erased, can be resolved.`,
      );
    }
    if (outcome === 'resend' && digest !== null) {
      await stores.digests.setStatus(digest.id, 'sending', ['finished', 'cancelled'], now);
      await giveOut(stores, digest.id, [id]);
    }
    if (actor !== null) {
      const object = `delivery ${id}`;
      await stores.audit.add({ actor, action: 'delivery resolved', object, detail: { outcome }, at: now });
    }
    return resolved;
  });
}
