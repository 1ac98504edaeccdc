import type { Subscriber } from '../../domain/subscribers/subscriber.ts';
import type { Stores } from '../persistence.ts';

/** Why nothing more goes to an address. */
export type Bar = {
  status: 'bounced' | 'complained';
  /** For the admin; without an address. */
  note: string;
  /** Who told. */
  actor: string;
  detail: Record<string, unknown>;
  at: Date;
};

/**
 * Nothing more goes to this subscriber: the address is suppressed, and what is queued is stopped when its turn comes.
 */
export async function barSubscriber(
  stores: Pick<Stores, 'subscribers' | 'suppressions'>,
  subscriber: Pick<Subscriber, 'id' | 'email' | 'status'>,
  { status, note, actor, detail, at }: Bar,
): Promise<void> {
  await stores.suppressions.suppress(subscriber.email, status === 'bounced' ? 'bounce' : 'complaint', {
    note,
  });
  // Who complained stays one who complained, whatever else happens to the address.
  if (subscriber.status !== 'complained') await stores.subscribers.deactivate(subscriber.id, status, at);
  await stores.subscribers.addEvent(subscriber.id, { kind: status, actor, detail, at });
}
