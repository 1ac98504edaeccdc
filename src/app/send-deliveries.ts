import { nextAttemptAt, type Outcome, outcomeOf } from '../domain/outcome.ts';
import { type DigestCards, digestCards } from './digest-cards.ts';
import type { BegunDelivery, Deps, Jobs } from './ports.ts';
import { recordHardBounce } from './record-hard-bounce.ts';

/** Messages on their way at once in one job. This is also the most that a kill can leave `unknown`. */
const batch = 10;
/** Longer than any SMTP conversation may take (adapters/smtp/transport.ts). */
const leaseMs = 5 * 60_000;

/**
 * Sends the deliveries of one job. For each batch: commit `sending` and recheck who may be mailed, hand the
 * messages over, write what came of them. A paused or cancelled digest is left alone from the next batch on. When
 * `signal` says that the process is to end, the batch in hand is finished and the rest handed back.
 */
export async function sendDeliveries(
  deps: Deps,
  { digestId, deliveryIds }: Jobs['send-deliveries'],
  signal: AbortSignal,
): Promise<void> {
  const cards = digestCards(deps, digestId);
  const retries = new Map<number, string[]>();
  let start = 0;
  for (; start < deliveryIds.length && !signal.aborted; start += batch) {
    const now = deps.now();
    const lease = new Date(now.getTime() + leaseMs);
    const begun = await deps.stores.deliveries.begin(
      deliveryIds.slice(start, start + batch),
      now,
      lease,
      deps.mailDomain,
    );
    const results = await Promise.all(begun.map((delivery) => sendOne(deps, delivery, cards)));
    await deps.stores.deliveries.finish(results);
    for (const { delivery, outcome, retryAt } of results) {
      if (outcome.kind === 'failed' && outcome.hard)
        await recordHardBounce(deps, delivery.subscriberId, outcome.reply);
      if (retryAt !== null)
        retries.set(retryAt.getTime(), [...(retries.get(retryAt.getTime()) ?? []), delivery.id]);
    }
  }
  const left = deliveryIds.slice(start);
  if (left.length > 0) await deps.stores.jobs.send('send-deliveries', { digestId, deliveryIds: left });
  for (const [at, ids] of retries) {
    await deps.stores.jobs.send('send-deliveries', { digestId, deliveryIds: ids }, { after: new Date(at) });
  }
  await deps.stores.digests.finishIfDone(digestId, deps.now());
}

async function sendOne(deps: Deps, delivery: BegunDelivery, cards: DigestCards) {
  const outcome = await attempt(deps, delivery, cards);
  const at = deps.now();
  // Rounded up to ten seconds, so that the retries of one job become few jobs.
  const retryAt = outcome.kind === 'retry' ? nextAttemptAt(delivery.attempt, at) : null;
  return {
    delivery,
    outcome,
    at,
    retryAt: retryAt === null ? null : new Date(Math.ceil(retryAt.getTime() / 10_000) * 10_000),
  };
}

async function attempt(deps: Deps, delivery: BegunDelivery, cards: DigestCards): Promise<Outcome> {
  let mail: Awaited<ReturnType<Deps['composer']['compose']>>;
  try {
    mail = await deps.composer.compose(await cards.mailFor(delivery));
  } catch (error) {
    // A defect in composing is the same at every attempt, and must not stop the others of the batch.
    deps.log.error(
      { deliveryId: delivery.id, reason: error instanceof Error ? error.message : String(error) },
      'a digest could not be composed',
    );
    return { kind: 'failed', reply: 'the message could not be composed; see the log', hard: false };
  }
  return outcomeOf(await deps.transport.send(mail));
}
