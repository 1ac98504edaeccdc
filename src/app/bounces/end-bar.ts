import type { BounceOrigin } from '../../domain/bounces/bounce-origin.ts';
import type { Subscriber } from '../../domain/subscribers/subscriber.ts';
import { nextDueOf } from '../../domain/time/schedule.ts';
import type { Stores } from '../persistence.ts';

/**
 * A provider sends to an address again: what its own word barred here ends, the suppression and the status, so that the
 * reader is active as before. A bounce ends at anybody's word; that the reader wanted no more mail only at the reader's
 * own, and a complaint about spam never. True when something ended.
 */
export async function endBar(
  stores: Pick<Stores, 'subscribers' | 'suppressions'>,
  subscriber: Subscriber,
  { reason, provider, at }: { reason: 'resubscribed' | 'reactivated'; provider: BounceOrigin; at: Date },
): Promise<boolean> {
  const { id, email, status } = subscriber;
  if (status !== 'bounced' && status !== 'complained') return false;
  const events = await stores.subscribers.events(id);
  const bar = events.toSorted((a, b) => b.at.getTime() - a.at.getTime()).find(({ kind }) => kind === status);
  const byReader = reason === 'resubscribed' && bar?.detail['reason'] === 'opt-out';
  if (bar?.actor !== provider || (status === 'complained' && !byReader)) return false;
  for (const { id: number, email: address, reason: why } of await stores.suppressions.suppressionsOf(email))
    if (address !== null && why === (status === 'bounced' ? 'bounce' : 'complaint'))
      await stores.suppressions.lift(number);
  // By the consent that there was; whoever never confirmed has to.
  await stores.subscribers.deactivate(id, 'unsubscribed', at);
  await stores.subscribers.resume(id, nextDueOf(subscriber, at));
  await stores.subscribers.addEvent(id, { kind: reason, actor: provider, detail: {}, at });
  return true;
}
