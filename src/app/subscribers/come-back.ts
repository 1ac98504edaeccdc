import { DomainError } from '../../domain/errors.ts';
import { domainOf } from '../../domain/subscribers/address.ts';
import { preferencesOf } from '../../domain/subscribers/preferences.ts';
import type { Subscriber } from '../../domain/subscribers/subscriber.ts';
import { undoableUntil, undoneEvent } from '../../domain/subscribers/unsubscribing.ts';
import { nextDueOf } from '../../domain/time/schedule.ts';
import type { Deps } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import { requestSubscription } from './subscribe.ts';

/**
 * What one button can do for a subscriber: `undo`, while that is possible; `confirm`, ask for a new confirmation; null
 * for one who is active, or whose address must not be mailed.
 */
export type WayBack = { kind: 'undo'; until: Date } | { kind: 'confirm' } | null;

/** Changes nothing. */
export async function wayBack(
  stores: Pick<Stores, 'subscribers' | 'suppressions'>,
  subscriber: Subscriber,
  now: Date,
): Promise<WayBack> {
  if (subscriber.status !== 'unsubscribed') return null;
  if (await stores.suppressions.isSuppressed(subscriber.email)) return null;
  const until = undoableUntil(subscriber, await stores.subscribers.events(subscriber.id), now);
  return until === null ? { kind: 'confirm' } : { kind: 'undo', until };
}

/** Where the button stood: kept as evidence. */
export type ReturnMeans = 'unsubscribe page' | 'preferences page';

/**
 * Brings a reader back who unsubscribed. `undone`: active again as before, by the consent that there was, noted in the
 * history with time and means, and told by a mail; what was stopped meanwhile stays stopped. `asked`: that is not
 * possible any more (domain/subscribers/unsubscribing.ts), so a mail asks for a new confirmation of the same choices.
 * `active`: nothing was to be done. Unsubscribing leaves no suppression, so none is lifted: rejects with `conflict` for
 * an address that is barred, with `gone` for somebody who was erased, with `too_many` as `requestSubscription`.
 */
export async function comeBack(
  deps: Pick<Deps, 'atomically' | 'now' | 'writeRequest'>,
  input: { subscriberId: number; means: ReturnMeans; clientIp: string | null },
): Promise<{ done: 'undone' | 'asked' | 'active'; subscriber: Subscriber }> {
  const { subscriberId, means, clientIp } = input;
  const now = deps.now();
  const found = await deps.atomically(async (stores) => {
    const subscriber = await stores.subscribers.byId(subscriberId);
    if (subscriber === null) throw new DomainError('gone', 'Everything about this subscription was erased.');
    if (subscriber.status === 'active') return { done: 'active' as const, subscriber };
    const way = await wayBack(stores, subscriber, now);
    if (way === null) throw refused(subscriber);
    if (way.kind === 'confirm') return { done: 'asked' as const, subscriber };
    if (!(await stores.subscribers.resume(subscriberId, nextDueOf(subscriber, now)))) {
      // The button was pressed twice, or a bounce or an admin had a word since it was read.
      const present = await stores.subscribers.byId(subscriberId);
      if (present?.status === 'active') return { done: 'active' as const, subscriber: present };
      throw refused(subscriber);
    }
    const detail = { means, from: clientIp, unsubscribedAt: subscriber.unsubscribedAt };
    await stores.subscribers.addEvent(subscriberId, { kind: undoneEvent, actor: 'reader', detail, at: now });
    await stores.jobs.send('send-subscription-mail', { kind: 'resumed', subscriberId });
    return {
      done: 'undone' as const,
      subscriber: (await stores.subscribers.byId(subscriberId)) ?? subscriber,
    };
  });
  if (found.done === 'asked') {
    const { email, interests } = found.subscriber;
    await requestSubscription(deps, {
      address: email,
      mailDomain: domainOf(email),
      choices: { ...preferencesOf(found.subscriber), interests },
      form: means,
      clientIp,
    });
  }
  return found;
}

function refused({ status }: Subscriber): DomainError {
  return new DomainError(
    'conflict',
    status === 'pending'
      ? 'This subscription was never confirmed. To get a new mail with a button, please fill in the subscribe form once more.'
      : 'Mail to this address was refused or reported before, so it cannot be subscribed. Please write to the operators of this service.',
  );
}
