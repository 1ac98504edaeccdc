import { DomainError } from '../../domain/errors.ts';
import { recordAction } from '../audit.ts';
import type { Deps } from '../deps.ts';

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
    await stores.subscribers.erase(subscriberId);
    await stores.caughtMail.forget(subscriber.email);
    await stores.jobs.forgetJobsOf(subscriberId);
    if (actor === null) return;
    const object = `subscriber ${subscriberId}`;
    await recordAction(stores, { actor, at: deps.now() }, 'subscriber erased', object);
  });
  deps.log.info({ subscriberId }, 'erased a subscriber');
}
