import { messageOf } from '../../domain/errors.ts';
import { type Outcome, outcomeOf, retryAfter } from '../../domain/sending/outcome.ts';
import { recordHardBounce } from '../bounces/record-hard-bounce.ts';
import type { Deps, Needs } from '../deps.ts';
import type { BegunDelivery, DeliveryLedger } from '../digests/digest-stores.ts';
import { countRefusal } from '../digests/judge-digest.ts';
import type { Jobs } from '../job-queue.ts';
import type { DigestMail, QuietMail, SendingPlace } from '../mail.ts';
import type { DayPermit } from './warm-up.ts';
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
 * its way is finished and the rest handed back; when the messages of a day of the warm-up are used up, the rest is left
 * for the next day, and the digest says so.
 */
export async function sendDeliveries(
  deps: Needs<
    | 'atomically'
    | 'attempts'
    | 'cards'
    | 'composer'
    | 'holds'
    | 'leaseMs'
    | 'ledger'
    | 'log'
    | 'now'
    | 'sendRateLimit'
    | 'settings'
    | 'transport'
    | 'warmUp',
    'digests' | 'jobs' | 'returns'
  >,
  { digestId, deliveryIds }: Jobs['send-deliveries'],
  signal: AbortSignal,
): Promise<void> {
  const job = openJob(deps, deps.ledger(digestId), await deps.attempts.domainsOf(deliveryIds));
  const left = deliveryIds.toReversed();
  const over = new AbortController();
  const watching = watchSending(deps, digestId, job.inFlight, over.signal);
  async function lane(): Promise<void> {
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      if (await job.putOff(id)) continue;
      const right = signal.aborted || deps.warmUp.pause() !== null ? null : await takePermit(deps, signal);
      if (right === null) return void left.push(id);
      const outcome = await job.send(id, right.place);
      // A day's messages are those that a server took, may have taken, or refused for good.
      if (outcome === null || outcome.kind === 'retry' || outcome.kind === 'about-us')
        await deps.warmUp.giveBackPermit(right.permit);
    }
  }
  try {
    await allEnded(Array.from({ length: Math.min(lanes, deliveryIds.length) }, lane));
  } finally {
    over.abort();
    await watching;
  }
  if (left.length > 0) await leaveForLater(deps, digestId, left, signal);
  for (const [at, ids] of job.later) {
    await deps.stores.jobs.send('send-deliveries', { digestId, deliveryIds: ids }, { after: new Date(at) });
  }
  await deps.stores.digests.finishIfDone(digestId, deps.now());
}

/** As `Promise.all`, but nothing is still running when it rejects. */
async function allEnded(work: Promise<void>[]): Promise<void> {
  for (const ended of await Promise.allSettled(work)) if (ended.status === 'rejected') throw ended.reason;
}

/** What a job has not done: another process does it at once, or, when a day's messages are used up, the next day. */
async function leaveForLater(
  deps: Needs<'warmUp', 'digests' | 'jobs'>,
  digestId: number,
  deliveryIds: string[],
  signal: AbortSignal,
): Promise<void> {
  const pause = signal.aborted ? null : deps.warmUp.pause();
  if (pause !== null) await deps.stores.digests.setProblem(digestId, pause.reason);
  const when = pause === null ? {} : { after: pause.until };
  await deps.stores.jobs.send('send-deliveries', { digestId, deliveryIds }, when);
}

/** The right to send one message now. */
type SendPermit = { place: SendingPlace; permit: DayPermit };

/** Waits while an admin has paused all digests. Null when the process is to end, or a day's messages are used up. */
async function takePermit(
  deps: Pick<Deps, 'sendRateLimit' | 'settings' | 'transport' | 'warmUp'>,
  signal: AbortSignal,
): Promise<SendPermit | null> {
  let place: SendingPlace | null = null;
  try {
    await deps.settings.untilSending(signal);
    place = await deps.transport.reserve(signal);
    await deps.sendRateLimit.waitForSendTime(signal);
    const permit = await deps.warmUp.takePermit();
    if (permit !== null) return { place, permit };
    // Mail about subscriptions, which is never held back, needs places too.
    place.release();
    return null;
  } catch (error) {
    place?.release();
    if (signal.aborted) return null;
    throw error;
  }
}

function openJob(
  deps: Needs<
    'atomically' | 'attempts' | 'cards' | 'composer' | 'holds' | 'leaseMs' | 'log' | 'now',
    'digests' | 'returns'
  >,
  ledger: DeliveryLedger,
  domains: ReadonlyMap<string, string>,
) {
  const inFlight = new Map<string, BegunDelivery>();
  const later = new Map<number, string[]>();
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
    /** What came of it; null when there was nothing to send. */
    async send(id: string, place: SendingPlace): Promise<Outcome | null> {
      const begunAt = deps.now().getTime();
      const delivery = await ledger.begin(id).catch((error: unknown) => {
        place.release();
        throw error;
      });
      if (delivery === null) {
        place.release();
        return null;
      }
      inFlight.set(id, delivery);
      try {
        const outcome = await attempt(deps, delivery, place, begunAt + deps.leaseMs);
        const at = deps.now();
        const next = retryAfter(outcome, delivery, at);
        const retryAt = next === null ? null : new Date(roundUp(next.getTime()));
        await ledger.finish({ delivery, outcome, retryAt, at });
        if (retryAt !== null) takeUpAt(id, retryAt.getTime());
        const domain = domains.get(id);
        if (domain !== undefined && deps.holds.learn(domain, outcome, at))
          deps.log.warn({ digestId: delivery.digestId }, 'a mail domain puts messages off; its readers wait');
        if (outcome.kind === 'failed' && outcome.hard) {
          await recordHardBounce(deps, delivery.subscriberId, outcome.reply);
          await countRefusal(deps, id);
        }
        return outcome;
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

async function attempt(
  deps: Pick<Deps, 'cards' | 'composer' | 'log' | 'now'>,
  delivery: BegunDelivery,
  place: SendingPlace,
  before: number,
): Promise<Outcome> {
  let mail: DigestMail | QuietMail;
  try {
    mail = await deps.cards.mailFor(delivery);
  } catch (error) {
    // The database cannot be reached, or the like: nothing was handed over, and a later attempt can succeed.
    place.release();
    return { kind: 'retry', stage: null, reply: `the papers could not be read: ${String(error)}` };
  }
  let composed: Awaited<ReturnType<Deps['composer']['compose']>>;
  try {
    composed = await deps.composer.compose(mail);
  } catch (error) {
    place.release();
    // A defect in composing is the same at every attempt, and must not stop the others.
    deps.log.error({ deliveryId: delivery.id, reason: messageOf(error) }, 'a digest could not be composed');
    const reply = 'the message could not be composed; see the log';
    return { kind: 'failed', stage: null, reply, hard: false };
  }
  // This worker was frozen until its lease had ended, so an admin may have had the delivery sent again.
  if (deps.now().getTime() >= before) {
    place.release();
    return { kind: 'retry', stage: null, reply: 'the worker was frozen before it could send' };
  }
  return outcomeOf(await place.send(composed), composed);
}
