import { DomainError } from '../../domain/errors.ts';
import { recordAction } from '../audit.ts';
import type { Deps } from '../deps.ts';
import type { Stores } from '../persistence.ts';

/**
 * Deletes everything known about a person and keeps only a hash of the address, so that an import or somebody
 * else's form cannot bring them back. `actor`: who asked, when it was an admin. Rejects with `not_found`.
 */
export async function eraseSubscriber(
  deps: Pick<Deps, 'atomically' | 'log' | 'now'>,
  subscriberId: number,
  actor: string | null = null,
): Promise<void> {
  await deps.atomically(async (stores) => {
    const subscriber = await stores.subscribers.byId(subscriberId);
    if (subscriber === null) throw new DomainError('not_found', 'There is no such subscriber.');
    await stores.suppressions.suppress(subscriber.email, 'erased', { keepAddress: false });
    await eraseRest(stores, subscriber);
    if (actor === null) return;
    const object = `subscriber ${subscriberId}`;
    await recordAction(stores, { actor, at: deps.now() }, 'subscriber erased', object);
  });
  deps.log.info({ subscriberId }, 'erased a subscriber');
}

/**
 * Deletes everything known about somebody who unsubscribed long ago. A hash of the address stays, so that no list
 * brings them back; they can by the form, as unsubscribing is no bar. To be called in a transaction that has locked
 * them.
 */
export async function forgetUnsubscribed(
  stores: Pick<Stores, 'caughtMail' | 'jobs' | 'subscribers'>,
  subscriberId: number,
): Promise<void> {
  const subscriber = await stores.subscribers.byId(subscriberId);
  if (subscriber === null) return;
  await stores.subscribers.rememberUnsubscribed(subscriberId);
  await eraseRest(stores, subscriber);
}

async function eraseRest(
  { subscribers, caughtMail, jobs }: Pick<Stores, 'caughtMail' | 'jobs' | 'subscribers'>,
  { id, email }: { id: number; email: string },
): Promise<void> {
  await subscribers.erase(id);
  await caughtMail.forget(email);
  await jobs.forgetJobsOf(id);
}
