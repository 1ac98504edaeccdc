import { DomainError } from '../../domain/errors.ts';
import { readerOrigin } from '../../domain/sending/digest-origin.ts';
import { pauseOf } from '../../domain/subscribers/pause.ts';
import type { Subscriber } from '../../domain/subscribers/subscriber.ts';
import type { Needs } from '../deps.ts';

/** Whether a reader can ask for the first digest now: who gets digests, and has had none since they confirmed. */
export async function mayAskForFirst(
  { stores, now }: Needs<'now', 'deliveries' | 'suppressions'>,
  subscriber: Subscriber,
): Promise<boolean> {
  const { id, email, status, confirmedAt } = subscriber;
  if (status !== 'active' || confirmedAt === null || pauseOf(subscriber, now()) !== null) return false;
  if (await stores.suppressions.isSuppressed(email)) return false;
  return !(await stores.deliveries.hasDigestSince(id, confirmedAt));
}

/**
 * Sends a reader the first digest without waiting for their hour: a digest of their own by the ledger, once for a
 * confirmation, however often it is asked for. The due time stays, and the next digest has none of these papers.
 * Rejects with `conflict` for who gets no digests or has had one.
 */
export async function sendFirst(
  deps: Needs<'atomically' | 'log' | 'now', 'deliveries' | 'digests' | 'suppressions'>,
  subscriber: Subscriber,
): Promise<void> {
  const { id, confirmedAt } = subscriber;
  const idempotencyKey = `first of subscriber ${id}, ${confirmedAt?.toISOString() ?? ''}`;
  if ((await deps.stores.digests.byIdempotencyKey(idempotencyKey)) !== null) return;
  if (!(await mayAskForFirst(deps, subscriber)))
    throw new DomainError('conflict', 'Your first digest came already, or none comes at present.');
  const now = deps.now();
  const digestId = await deps.atomically(async ({ digests, jobs }) => {
    const digest = await digests.create({
      origin: readerOrigin,
      cadence: null,
      slot: null,
      asOf: now,
      topicIds: [],
      subscriberIds: [id],
      targeted: true,
      idempotencyKey,
      requestHash: null,
      createdAt: now,
    });
    // The button was pressed twice at the same moment.
    if (digest === null) return null;
    await jobs.send('plan-digest', { digestId: digest.id }, { key: String(digest.id) });
    return digest.id;
  });
  if (digestId !== null) deps.log.info({ digestId, subscriberId: id }, 'a reader asked for the first digest');
}
