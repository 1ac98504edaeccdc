import { DomainError, invalid } from '../../domain/errors.ts';
import type { Subscriber } from '../../domain/subscribers/subscriber.ts';
import { nextDueOf } from '../../domain/time/schedule.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import type { Suppression } from './suppression-store.ts';

/** A note of an admin is as long as this at most. */
const longestNote = 500;

/** Whether nothing but a bounce bars an address: no complaint, nobody's word, and not its whole domain. */
export function isBarredByBounceAlone(suppressions: readonly Suppression[]): boolean {
  return (
    suppressions.length > 0 &&
    suppressions.every(
      ({ reason, domain, email }) => reason === 'bounce' && domain === null && email !== null,
    )
  );
}

/**
 * Takes a bounce back: the suppression that it left, and the status. Who had confirmed is active again by that, who had
 * not is pending. What else bars the address stays, and a complaint does. False when the subscriber is not `bounced`.
 */
export async function endBounce(
  stores: Pick<Stores, 'subscribers' | 'suppressions'>,
  subscriber: Subscriber,
  { actor, detail, at }: { actor: string; detail: Record<string, unknown>; at: Date },
): Promise<boolean> {
  const { id, email, status, confirmedAt } = subscriber;
  if (status !== 'bounced') return false;
  for (const { id: number, email: address, reason } of await stores.suppressions.suppressionsOf(email))
    if (address !== null && reason === 'bounce') await stores.suppressions.lift(number);
  await stores.subscribers.deactivate(id, confirmedAt === null ? 'pending' : 'unsubscribed', at);
  if (confirmedAt !== null) await stores.subscribers.resume(id, nextDueOf(subscriber, at));
  await stores.subscribers.addEvent(id, { kind: 'bounce lifted', actor, detail, at });
  return true;
}

/**
 * An owner's word that an address works again. `note`: why; it is kept with the subscriber. Rejects with `not_found`,
 * `invalid` without a note, `conflict` for one who is not `bounced`: nobody but the reader ends a complaint.
 */
export async function liftBounce(
  deps: Pick<Deps, 'atomically' | 'now'>,
  subscriberId: number,
  { note, actor }: { note: string; actor: string },
): Promise<void> {
  const words = note.trim().slice(0, longestNote);
  if (words === '') throw invalid([{ field: 'note', message: 'say how you know that the address works' }]);
  const at = deps.now();
  await deps.atomically(async (stores) => {
    const subscriber = await stores.subscribers.byId(subscriberId);
    if (subscriber === null) throw new DomainError('not_found', `There is no subscriber ${subscriberId}.`);
    if (!(await endBounce(stores, subscriber, { actor: 'admin', detail: { note: words }, at })))
      throw new DomainError(
        'conflict',
        `This subscriber is ${subscriber.status}; only a bounce can be taken back here.`,
      );
    await recordAction(stores, { actor, at }, 'bounce lifted', `subscriber ${subscriberId}`);
  });
}

/** How many readers are barred now because of what came back of a digest. */
export async function countBarredBy({ stores }: Needs<never, 'bounces'>, digestId: number): Promise<number> {
  return (await stores.bounces.barredBy(digestId)).length;
}

/** Readers whose bounces are taken back in one transaction. */
const chunk = 200;

/**
 * Takes back the bounces of one digest: readers whom it made `bounced`, and who still are, are active again, their
 * suppressions lifted; with a line in the audit. Returns how many. Rejects with `not_found`.
 */
export async function undoBounces(
  deps: Needs<'atomically' | 'now', 'bounces' | 'digests'>,
  digestId: number,
  actor: string,
): Promise<number> {
  if ((await deps.stores.digests.byId(digestId)) === null)
    throw new DomainError('not_found', `There is no digest ${digestId}.`);
  const at = deps.now();
  const ids = await deps.stores.bounces.barredBy(digestId);
  let undone = 0;
  for (let start = 0; start < ids.length; start += chunk) {
    undone += await deps.atomically(async (stores) => {
      let count = 0;
      for (const id of ids.slice(start, start + chunk)) {
        const subscriber = await stores.subscribers.byId(id);
        if (subscriber === null) continue;
        if (await endBounce(stores, subscriber, { actor: 'admin', detail: { digestId }, at })) count++;
      }
      return count;
    });
  }
  await deps.atomically(async (stores) => {
    const detail = { readers: undone };
    await recordAction(stores, { actor, at }, 'bounces undone', `digest ${digestId}`, detail);
  });
  return undone;
}
