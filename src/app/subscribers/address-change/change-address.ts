import { DomainError } from '../../../domain/errors.ts';
import { addressChangeEnd, addressUndoEnd } from '../../../domain/subscribers/address-change.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { recordAction } from '../../audit.ts';
import type { Deps, Needs } from '../../deps.ts';
import type { Stores } from '../../persistence.ts';
import type { AddressChange } from './address-change-store.ts';

type Found = { change: AddressChange; subscriber: Subscriber };

/** A change that can still be confirmed; changes nothing. Rejects with `not_found`, `gone` or `conflict`. */
export async function openAddressChange(
  { stores, now }: Needs<'now', 'addressChanges' | 'subscribers'>,
  changeId: number,
): Promise<Found> {
  const found = await find(stores, await stores.addressChanges.byId(changeId));
  await refuseUnlessOpen(stores, found.change, now());
  return found;
}

/** A change that can still be undone; changes nothing. Rejects with `not_found` or `gone`. */
export async function undoableAddressChange(
  { stores, now }: Needs<'now', 'addressChanges' | 'subscribers'>,
  changeId: number,
): Promise<Found> {
  const found = await find(stores, await stores.addressChanges.byId(changeId));
  refuseUnlessUndoable(found.change, now());
  return found;
}

/**
 * Moves a subscription to its new address, by whoever has the mail that went there. Everything else stays: what is
 * followed, what was sent, the status, and every link in old mails, which names the subscriber and no address. The old
 * address is mailed a link that takes it back. Rejects with `gone` for a link that has ended, was used, or was replaced
 * by a later wish, and `conflict` for an address that is barred or somebody else's.
 */
export async function changeAddress(deps: Pick<Deps, 'atomically' | 'now'>, changeId: number): Promise<void> {
  const at = deps.now();
  await deps.atomically(async (stores) => {
    const { change, subscriber } = await find(stores, await stores.addressChanges.lock(changeId));
    await refuseUnlessOpen(stores, change, at);
    await move(stores, subscriber, change.newEmail);
    await stores.addressChanges.noteConfirmed(changeId, at, subscriber.email);
    await note(stores, subscriber, 'address changed', at);
    await stores.jobs.send('send-address-mail', { kind: 'changed', changeId });
  });
}

/**
 * Takes a change of address back, and whatever was asked for after it, by whoever has the mail that went to the old
 * address. Rejects as `changeAddress`.
 */
export async function undoAddressChange(
  deps: Pick<Deps, 'atomically' | 'now'>,
  changeId: number,
): Promise<void> {
  const at = deps.now();
  await deps.atomically(async (stores) => {
    const { change, subscriber } = await find(stores, await stores.addressChanges.lock(changeId));
    const oldEmail = refuseUnlessUndoable(change, at);
    await move(stores, subscriber, oldEmail);
    await stores.addressChanges.noteUndone(changeId, at);
    await stores.addressChanges.forgetLater(change);
    await note(stores, subscriber, 'address change undone', at);
  });
}

async function find(
  { subscribers }: Pick<Stores, 'subscribers'>,
  change: AddressChange | null,
): Promise<Found> {
  const subscriber = change === null ? null : await subscribers.byId(change.subscriberId);
  if (change === null || subscriber === null)
    throw new DomainError('gone', 'This link has ended. Please ask for a new one on your preferences page.');
  return { change, subscriber };
}

async function refuseUnlessOpen(
  { addressChanges }: Pick<Stores, 'addressChanges'>,
  change: AddressChange,
  now: Date,
): Promise<void> {
  if (change.confirmedAt !== null)
    throw new DomainError('gone', 'This link was used before: the address is changed.');
  const last = (await addressChanges.ofSubscriber(change.subscriberId)).at(-1);
  if (last?.id !== change.id || addressChangeEnd(change.createdAt) <= now)
    throw new DomainError('gone', 'This link has ended. Please ask for a new one on your preferences page.');
}

/** The old address. */
function refuseUnlessUndoable({ confirmedAt, undoneAt, oldEmail }: AddressChange, now: Date): string {
  if (undoneAt !== null) throw new DomainError('gone', 'This was undone before: the old address is back.');
  if (confirmedAt === null || oldEmail === null || addressUndoEnd(confirmedAt) <= now)
    throw new DomainError('gone', 'This link has ended: a change of address can be undone for seven days.');
  return oldEmail;
}

async function move(
  stores: Pick<Stores, 'subscribers' | 'suppressions'>,
  subscriber: Subscriber,
  email: string,
): Promise<void> {
  if (subscriber.status === 'bounced' || subscriber.status === 'complained')
    throw new DomainError(
      'conflict',
      'This subscription was stopped, as mail was refused or reported. Please subscribe with the new address.',
    );
  if (await stores.suppressions.isSuppressed(email))
    throw new DomainError(
      'conflict',
      'Mail to this address was refused or reported before. Please write to the operators of this service.',
    );
  const other = await stores.subscribers.byEmail(email);
  // Nobody ever confirmed that one; whoever has the mail with this link has the address.
  if (other?.status === 'pending') await stores.subscribers.erase(other.id);
  if (!(await stores.subscribers.changeAddress(subscriber.id, email)))
    throw new DomainError('conflict', 'This address has a subscription of its own.');
}

/** In the history and the log of changes; neither has an address. */
async function note(
  stores: Pick<Stores, 'audit' | 'subscribers'>,
  { id }: Subscriber,
  kind: 'address changed' | 'address change undone',
  at: Date,
): Promise<void> {
  await stores.subscribers.addEvent(id, { kind, actor: 'reader', detail: {}, at });
  await recordAction(stores, { actor: 'reader', at }, kind, `subscriber ${id}`);
}
