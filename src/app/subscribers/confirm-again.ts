import { DomainError } from '../../domain/errors.ts';
import { caps } from '../../domain/subscribers/consent.ts';
import { recordAction } from '../audit.ts';
import type { Deps } from '../deps.ts';
import type { SubscriberEvent } from './subscriber-stores.ts';

const again = 'confirmation sent again';

/** When an admin may send the mail to confirm again; null: now. */
export function nextConfirmation(events: readonly SubscriberEvent[], now: Date): Date | null {
  const { most, span } = caps.again;
  const since = now.getTime() - span;
  const sent = events.filter(({ kind, at }) => kind === again && at.getTime() > since);
  const oldest = sent.at(-most);
  return oldest === undefined ? null : new Date(oldest.at.getTime() + span);
}

/**
 * Sends the mail to confirm again to a subscriber who is `pending`, by an admin's hand: for the request made last, with
 * a new link, whatever was mailed before. Rejects with `not_found`, with `conflict` when nothing waits to be confirmed,
 * or with `too_many` after so many within a day as `caps.again` says.
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
    const next = nextConfirmation(await stores.subscribers.events(subscriberId), at);
    if (next !== null)
      throw new DomainError(
        'too_many',
        `The mail to confirm was sent again ${caps.again.most} times within a day; that is enough for now.`,
        { retryAfter: Math.ceil((next.getTime() - at.getTime()) / 1000) },
      );
    await stores.requests.forgetMailed(subscriberId);
    await stores.jobs.send('send-subscription-mail', { kind: 'request', requestId: last.id });
    await stores.subscribers.addEvent(subscriberId, { kind: again, actor: 'admin', detail: {}, at });
    await recordAction(stores, { actor, at }, 'confirmation sent again', `subscriber ${subscriberId}`);
  });
}
