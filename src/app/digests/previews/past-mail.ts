import { DomainError } from '../../../domain/errors.ts';
import type { DeliveryState } from '../../../domain/sending/delivery.ts';
import type { Needs } from '../../deps.ts';
import type { ComposedMail } from '../../mail.ts';
import type { DeliveryRow } from '../delivery-store.ts';

/** One copy of a digest that was planned, with nobody's links. */
export type PastMail = { mail: ComposedMail; subscriberId: number; state: DeliveryState };

/** Those that went out, or may have, before those that did not. */
const order: readonly DeliveryState[] = ['sent', 'unknown', 'sending', 'queued', 'failed'];
/** Deliveries of readers who were erased since have nothing to show. */
const lookedAt = 20;
/** An id that no subscriber has: a link in their name does nothing. */
const nobody = 0;

/**
 * What one reader of a digest was sent, made again of what was kept: the first one of those who got it, else of those
 * who are to get it. Null where there is nobody. Rejects with `not_found` for a digest that is not there.
 */
export async function pastMail(
  deps: Needs<'cards' | 'composer', 'deliveries' | 'digests' | 'subscribers'>,
  digestId: number,
): Promise<PastMail | null> {
  const { deliveries, digests, subscribers } = deps.stores;
  if ((await digests.byId(digestId)) === null)
    throw new DomainError('not_found', `There is no digest ${digestId}.`);
  for (const state of order) {
    const rows = await deliveries.deliveriesOfDigest({ digestId, state, after: '0', limit: lookedAt });
    const row = rows.find(hasReader);
    const subscriber = row === undefined ? null : await subscribers.byId(row.subscriberId);
    const delivery = row === undefined ? null : await deliveries.byId(row.id);
    if (row === undefined || subscriber === null || delivery === null) continue;
    const { email, timezone, cadence, language, interests } = subscriber;
    const made = await deps.cards.mailFor({
      id: delivery.id,
      digestId,
      subscriberId: nobody,
      email,
      timezone,
      cadence,
      language,
      attempt: delivery.attempt,
      waived: 0,
      messageId: delivery.messageId ?? '<preview@localhost>',
      asOf: delivery.asOf,
      introduced: delivery.introduced,
      paperIds: delivery.paperIds,
      subjectIds: delivery.subjectIds,
      followed: interests.map(({ id }) => id),
    });
    const mail = await deps.composer.compose({
      ...made,
      links: { ...made.links, view: null },
      returnPath: null,
    });
    return { mail, subscriberId: row.subscriberId, state };
  }
  return null;
}

function hasReader(row: DeliveryRow): row is DeliveryRow & { subscriberId: number } {
  return row.subscriberId !== null;
}
