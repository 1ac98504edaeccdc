import { DomainError } from '../../domain/errors.ts';
import type { Interest } from '../../domain/papers/subject.ts';
import type { Subscriber } from '../../domain/subscribers/subscriber.ts';
import { nextDue } from '../../domain/time/cadence.ts';
import { isBarredByBounceAlone } from '../bounces/lift-bounce.ts';
import type { Needs } from '../deps.ts';
import { tokenHash } from '../secret-token.ts';
import { joinInterests, notFollowed } from './choices.ts';
import type { SubscriptionRequest } from './subscriber-stores.ts';

async function openRequest(deps: Needs<never, 'requests'>, token: string): Promise<SubscriptionRequest> {
  const request = await deps.stores.requests.byTokenHash(tokenHash(token));
  if (request === null) {
    throw new DomainError(
      'not_found',
      'This confirmation link is not known. It may have been cut short by your mail program, or replaced by a newer one.',
    );
  }
  return request;
}

/**
 * What the confirmation page shows; changes nothing. `reader`: the subscriber to whose digest it adds; null when it
 * begins a subscription. Rejects with `not_found` or `gone`.
 */
export async function describeConfirmation(
  deps: Needs<'now', 'requests' | 'subscribers'>,
  token: string,
): Promise<{ request: SubscriptionRequest; reader: Subscriber | null }> {
  const request = await openRequest(deps, token);
  const subscriber = await deps.stores.subscribers.byId(request.subscriberId);
  if (request.confirmedAt === null) {
    refuseExpired(request, deps.now());
    refuseEnded(request, subscriber);
  }
  return { request, reader: isAddition(request, subscriber) ? subscriber : null };
}

/** The reader whom a link has confirmed. Rejects with `not_found`, `gone`, or `conflict` before that. */
export async function confirmedReader(
  deps: Needs<never, 'requests' | 'subscribers'>,
  token: string,
): Promise<Subscriber> {
  const request = await openRequest(deps, token);
  if (request.confirmedAt === null)
    throw new DomainError('conflict', 'Please confirm first, by the button in the mail.');
  const subscriber = await deps.stores.subscribers.byId(request.subscriberId);
  if (subscriber === null) throw new DomainError('gone', 'This subscription was erased.');
  return subscriber;
}

/** Whether somebody asked who had confirmed before: then the link adds to what they have. */
function isAddition(request: SubscriptionRequest, subscriber: Subscriber | null): boolean {
  return subscriber?.status === 'active' && !isAfter(subscriber.confirmedAt, request);
}

/** `already`: nothing has changed. `added`: what was added to the digest of somebody who had one. */
export type Confirmed = { subscriberId: number; already: boolean; added?: Interest[] };

/**
 * Confirms a subscription: the subscriber becomes active with the choices of that request, and a welcome mail
 * goes out. For somebody who is active already it adds what was asked for, and changes nothing else. A second use of
 * the link changes nothing and says so by `already`, and so does the link of an earlier request than the one that was
 * confirmed; after unsubscribing, an old link does not subscribe again. Rejects with `not_found`, `gone` or `conflict`.
 */
export async function confirm(
  deps: Needs<'atomically' | 'now', 'requests' | 'subscribers' | 'suppressions'>,
  input: { token: string; clientIp: string | null },
): Promise<Confirmed> {
  const request = await openRequest(deps, input.token);
  const { subscriberId, choices } = request;
  const now = deps.now();
  if (request.confirmedAt !== null) {
    if (request.subscriberStatus === 'active') return { subscriberId, already: true };
    throw new DomainError(
      'gone',
      'This confirmation link was used before. To subscribe again, please fill in the form once more.',
    );
  }
  refuseExpired(request, now);
  const subscriber = await deps.stores.subscribers.byId(subscriberId);
  refuseEnded(request, subscriber);
  if (subscriber?.status === 'active') {
    if (isAfter(subscriber.confirmedAt, request)) return { subscriberId, already: true };
    return await addToDigest(deps, request, input.clientIp);
  }
  const bars = await deps.stores.suppressions.suppressionsOf(request.email);
  // Who asked after mail had come back, and has the mail that answered, shows that the address works again.
  const worksAgain = isBarredByBounceAlone(bars) && bars.every((bar) => bar.createdAt < request.createdAt);
  if (bars.length > 0 && !worksAgain) {
    throw new DomainError(
      'conflict',
      'Mail to this address was refused or reported before, so it cannot be subscribed. Please write to the operators of this service.',
    );
  }
  return await deps.atomically(async (stores) => {
    if (!(await stores.requests.confirm(request.id, now, input.clientIp)))
      return { subscriberId, already: true };
    for (const { id } of bars) await stores.suppressions.lift(id);
    const due = nextDue(now, choices);
    await stores.subscribers.choose(subscriberId, choices, null);
    await stores.subscribers.activate(subscriberId, now, due);
    await stores.subscribers.addEvent(subscriberId, {
      kind: 'confirmed',
      actor: 'reader',
      detail: { requestId: request.id },
      at: now,
    });
    await stores.jobs.send('send-subscription-mail', { kind: 'welcome', subscriberId });
    return { subscriberId, already: false };
  });
}

/** Adds the interests of a request to those of its reader, who keeps everything else. */
async function addToDigest(
  deps: Needs<'atomically' | 'now', never>,
  request: SubscriptionRequest,
  clientIp: string | null,
): Promise<Confirmed> {
  const { id, subscriberId, choices } = request;
  const now = deps.now();
  return await deps.atomically(async (stores) => {
    const reader = await stores.subscribers.byId(subscriberId);
    const taken = reader !== null && (await stores.requests.confirm(id, now, clientIp));
    if (!taken) return { subscriberId, already: true };
    const added = notFollowed(reader.interests, choices.interests);
    const interests = joinInterests(reader.interests, added);
    await stores.subscribers.choose(subscriberId, { interests }, reader.nextDueAt);
    const detail = { requestId: id, interests: added };
    await stores.subscribers.addEvent(subscriberId, { kind: 'added', actor: 'reader', detail, at: now });
    return { subscriberId, already: false, added };
  });
}

function isAfter(instant: Date | null, request: SubscriptionRequest): boolean {
  return instant !== null && instant >= request.createdAt;
}

/** Unsubscribing also ends earlier requests: links to confirm that were not used yet do nothing any more. */
function refuseEnded(request: SubscriptionRequest, subscriber: Subscriber | null): void {
  if (isAfter(subscriber?.unsubscribedAt ?? null, request)) {
    throw new DomainError(
      'gone',
      'You unsubscribed after you got this link. To subscribe again, please fill in the form once more.',
    );
  }
}

function refuseExpired(request: SubscriptionRequest, now: Date): void {
  if (request.expiresAt === null || request.expiresAt <= now) {
    throw new DomainError(
      'gone',
      'This confirmation link has expired. Please fill in the form once more; you will get a new one.',
    );
  }
}
