import { DomainError } from '../../domain/errors.ts';
import { recordAction } from '../audit.ts';
import type { Deps } from '../deps.ts';

/**
 * Sends the mail to confirm again to a subscriber who is `pending`, by an admin's hand: for the request made last, with
 * a new link, whatever was mailed before. Rejects with `not_found`, or `conflict` when nothing waits to be confirmed.
 */
export async function confirmAgain(
  deps: Pick<Deps, 'atomically' | 'now'>,
  subscriberId: number,
  actor: string,
): Promise<void> {
  const at = deps.now();
  await deps.atomically(async (stores) => {
    const subscriber = await stores.subscribers.byId(subscriberId);
    if (subscriber === null) throw new DomainError('not_found', `There is no subscriber ${subscriberId}.`);
    const last = (await stores.requests.requestsOf(subscriberId)).at(-1);
    if (subscriber.status !== 'pending' || last === undefined || last.confirmedAt !== null)
      throw new DomainError('conflict', 'Nothing waits to be confirmed here.');
    if (await stores.suppressions.isSuppressed(subscriber.email))
      throw new DomainError('conflict', 'This address is suppressed and must not be mailed.');
    await stores.requests.forgetMailed(subscriberId);
    await stores.jobs.send('send-subscription-mail', { kind: 'request', requestId: last.id });
    await recordAction(stores, { actor, at }, 'confirmation sent again', `subscriber ${subscriberId}`);
  });
}
