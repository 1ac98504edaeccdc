import { setTimeout as wait } from 'node:timers/promises';
import { nextAttemptAt, type Outcome, outcomeOf } from '../domain/outcome.ts';
import { coalesce } from './coalesce.ts';
import type {
  AttemptResult,
  BegunDelivery,
  Deps,
  DigestMail,
  Jobs,
  QuietMail,
  SendingPlace,
} from './ports.ts';
import { recordHardBounce } from './record-hard-bounce.ts';
import { watchSending } from './watch-sending.ts';

/**
 * Deliveries of a job that are taken up side by side. More than a mail server has places for, so that some readers'
 * rows are being written while other ones' messages are on their way.
 */
const lanes = 48;

/**
 * Sends the deliveries of one job. For each: wait for a place at a mail server, commit `sending` and recheck who may be
 * mailed, hand the message over, write what came of it. So no more is `sending` than is on its way. A paused or
 * cancelled digest is left alone from the next delivery on. When `signal` says that the process is to end, what is on
 * its way is finished and the rest handed back.
 */
export async function sendDeliveries(
  deps: Deps,
  { digestId, deliveryIds }: Jobs['send-deliveries'],
  signal: AbortSignal,
): Promise<void> {
  const job = openJob(deps, await deps.attempts.domainsOf(deliveryIds));
  const left = deliveryIds.toReversed();
  const over = new AbortController();
  const watching = watchSending(deps, digestId, job.inFlight, over.signal);
  async function lane(): Promise<void> {
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      if (await job.putOff(id)) continue;
      const place = signal.aborted ? null : await takePlace(deps, signal);
      if (place === null) return void left.push(id);
      await job.send(id, place);
    }
  }
  try {
    await allEnded(Array.from({ length: Math.min(lanes, deliveryIds.length) }, lane));
  } finally {
    over.abort();
    await watching;
  }
  if (left.length > 0) await deps.stores.jobs.send('send-deliveries', { digestId, deliveryIds: left });
  for (const [at, ids] of job.later) {
    await deps.stores.jobs.send('send-deliveries', { digestId, deliveryIds: ids }, { after: new Date(at) });
  }
  await deps.stores.digests.finishIfDone(digestId, deps.now());
}

/** As `Promise.all`, but nothing is still running when it rejects. */
async function allEnded(work: Promise<void>[]): Promise<void> {
  for (const ended of await Promise.allSettled(work)) if (ended.status === 'rejected') throw ended.reason;
}

/** The right to send one message now, which nobody has while an admin paused all digests; null when the process is to end. */
async function takePlace(deps: Deps, signal: AbortSignal): Promise<SendingPlace | null> {
  let place: SendingPlace | null = null;
  try {
    await deps.settings.untilSending(signal);
    place = await deps.transport.reserve(signal);
    await deps.pace.take(signal);
    return place;
  } catch (error) {
    place?.release();
    if (signal.aborted) return null;
    throw error;
  }
}

function openJob(deps: Deps, domains: ReadonlyMap<string, string>) {
  const inFlight = new Map<string, BegunDelivery>();
  const later = new Map<number, string[]>();
  const begin = coalesce<string, BegunDelivery | null>(lanes, async (ids) => {
    const now = deps.now();
    const begun = await deps.attempts.begin(ids, now, new Date(now.getTime() + deps.leaseMs));
    const byId = new Map(begun.map((delivery) => [delivery.id, delivery]));
    return ids.map((id) => byId.get(id) ?? null);
  });
  const finish = coalesce<AttemptResult, void>(lanes, async (results) => {
    await persistently(deps, () => deps.attempts.finish(results));
    return results.map(() => undefined);
  });
  const takeUpAt = (id: string, at: number) => later.set(at, [...(later.get(at) ?? []), id]);

  return {
    inFlight,
    /** Deliveries to be taken up later, by the moment. */
    later,
    /** True when the delivery has to wait because its mail domain takes nothing now. */
    async putOff(id: string): Promise<boolean> {
      const until = deps.holds.heldUntil(domains.get(id) ?? '', deps.now());
      if (until === null) return false;
      const at = roundUp(until);
      await deps.attempts.postpone([id], new Date(at));
      takeUpAt(id, at);
      return true;
    },
    async send(id: string, place: SendingPlace): Promise<void> {
      const begunAt = deps.now().getTime();
      const delivery = await begin(id).catch((error: unknown) => {
        place.release();
        throw error;
      });
      if (delivery === null) return place.release();
      inFlight.set(id, delivery);
      try {
        const outcome = await attempt(deps, delivery, place, begunAt + deps.leaseMs);
        const at = deps.now();
        const next = outcome.kind === 'retry' ? nextAttemptAt(delivery.attempt, at) : null;
        const retryAt = next === null ? null : new Date(roundUp(next.getTime()));
        await finish({ delivery, outcome, retryAt, at });
        if (retryAt !== null) takeUpAt(id, retryAt.getTime());
        const domain = domains.get(id);
        if (domain !== undefined && deps.holds.learn(domain, outcome, at))
          deps.log.warn({ digestId: delivery.digestId }, 'a mail domain puts messages off; its readers wait');
        if (outcome.kind === 'failed' && outcome.hard)
          await recordHardBounce(deps, delivery.subscriberId, outcome.reply);
      } finally {
        inFlight.delete(id);
      }
    },
  };
}

/** To ten seconds, so that the retries of one job become few jobs. */
function roundUp(at: number): number {
  return Math.ceil(at / 10_000) * 10_000;
}

/**
 * Tries again each second, for as long as a lease: what a mail server said must not be lost because the database was
 * away for a moment.
 */
async function persistently(deps: Deps, work: () => Promise<void>): Promise<void> {
  const end = deps.now().getTime() + deps.leaseMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (deps.now().getTime() >= end) throw error;
      deps.log.warn({ reason: String(error) }, 'outcomes could not be written; trying again');
      await wait(1_000);
    }
  }
}

async function attempt(
  deps: Deps,
  delivery: BegunDelivery,
  place: SendingPlace,
  before: number,
): Promise<Outcome> {
  let mail: DigestMail | QuietMail;
  try {
    mail = await deps.cards.mailFor(delivery);
  } catch (error) {
    // The database is away, or something like it: nothing was handed over, and it can be better later.
    place.release();
    return { kind: 'retry', reply: `the papers could not be read: ${String(error)}` };
  }
  let composed: Awaited<ReturnType<Deps['composer']['compose']>>;
  try {
    composed = await deps.composer.compose(mail);
  } catch (error) {
    place.release();
    // A defect in composing is the same at every attempt, and must not stop the others.
    deps.log.error(
      { deliveryId: delivery.id, reason: error instanceof Error ? error.message : String(error) },
      'a digest could not be composed',
    );
    return { kind: 'failed', reply: 'the message could not be composed; see the log', hard: false };
  }
  // Thawed after its lease, this worker no longer knows whether an admin has had it sent again.
  if (deps.now().getTime() >= before) {
    place.release();
    return { kind: 'retry', reply: 'the worker was frozen before it could send' };
  }
  return outcomeOf(await place.send(composed));
}
