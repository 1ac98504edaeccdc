import { DomainError } from '../../domain/errors.ts';
import { inWords, type Outcome, retryAfter } from '../../domain/sending/outcome.ts';
import { holdsServer } from '../../domain/sending/server-hold.ts';
import type { Deps, Needs } from '../deps.ts';
import type { BegunDelivery } from '../digests/delivery-store.ts';
import type { Jobs } from '../job-queue.ts';
import type { SendingPlace } from '../mail.ts';
import { attemptDelivery } from './attempt-delivery.ts';
import type { DeliveryLedger } from './attempt-stores.ts';
import { believeRefusals } from './believe-refusals.ts';
import type { HandedOver } from './server-holds.ts';
import type { DayPermit } from './warm-up.ts';
import { watchSending } from './watch-sending.ts';

/**
 * Deliveries of a job that are taken up side by side. More than a mail server has places for, so that some readers'
 * rows are being written while other ones' messages are on their way.
 */
const lanes = 48;

type Sender = Needs<
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
  | 'serverHolds'
  | 'settings'
  | 'transport'
  | 'warmUp',
  'digests' | 'jobs' | 'returns'
>;

/**
 * Sends the deliveries of one job. For each: wait for a place at a mail server, commit `sending` and recheck who may be
 * mailed, hand the message over, write what came of it. So no more is `sending` than is on its way. A paused or
 * cancelled digest is left alone from the next delivery on. When `signal` says that the process is to end, what is on
 * its way is finished and the rest handed back; when the messages of a day of the warm-up are used up, or every mail
 * server is held, the rest is left for later, and the digest says so.
 */
export async function sendDeliveries(
  deps: Sender,
  { digestId, deliveryIds }: Jobs['send-deliveries'],
  signal: AbortSignal,
): Promise<void> {
  await deps.serverHolds.look();
  const job = openJob(deps, deps.ledger(digestId), await deps.attempts.domainsOf(deliveryIds));
  const left = deliveryIds.toReversed();
  const over = new AbortController();
  const watching = watchSending(deps, digestId, job.inFlight, over.signal);
  const round = deps.serverHolds.begin();
  /** Those that a server refused because of us come last: another server, or another reader, goes before. */
  const next = () => left.pop() ?? job.refused.shift();
  async function lane(): Promise<void> {
    for (let id = next(); id !== undefined; id = next()) {
      if (await job.putOff(id)) continue;
      const right = signal.aborted || deps.warmUp.pause() !== null ? null : await takePermit(deps, signal);
      if (right === null) return void left.push(id);
      const outcome = await job.send(id, right);
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
    await believeRefusals(deps, round.end());
  }
  const rest = [...left.toReversed(), ...job.refused];
  if (rest.length > 0) await leaveForLater(deps, digestId, rest, signal);
  for (const [at, ids] of job.later) {
    await deps.stores.jobs.send('send-deliveries', { digestId, deliveryIds: ids }, { after: new Date(at) });
  }
  await deps.stores.digests.finishIfDone(digestId, deps.now());
}

/** As `Promise.all`, but nothing is still running when it rejects. */
async function allEnded(work: Promise<void>[]): Promise<void> {
  for (const ended of await Promise.allSettled(work)) if (ended.status === 'rejected') throw ended.reason;
}

/**
 * What a job has not done: another process does it at once, or, when a day's messages are used up, the next day, or,
 * when every mail server is held, once one may be tried.
 */
async function leaveForLater(
  deps: Needs<'serverHolds' | 'warmUp', 'digests' | 'jobs'>,
  digestId: number,
  deliveryIds: string[],
  signal: AbortSignal,
): Promise<void> {
  const day = signal.aborted ? null : deps.warmUp.pause();
  const held = signal.aborted || day !== null ? null : deps.serverHolds.pause();
  const pause = day ?? held;
  if (pause !== null) await deps.stores.digests.setProblem(digestId, pause.reason);
  const when = pause === null ? {} : { after: pause.until };
  const why = held === null ? {} : { held: true as const };
  await deps.stores.jobs.send('send-deliveries', { digestId, deliveryIds, ...why }, when);
}

/** The right to send one message now; `probe`: the held server that it is to try. */
type SendPermit = { place: SendingPlace; permit: DayPermit; probe: string | null };

/**
 * Waits while an admin has paused all digests. Null when the process is to end, a day's messages are used up, or every
 * mail server is held.
 */
async function takePermit(
  deps: Pick<Deps, 'now' | 'sendRateLimit' | 'serverHolds' | 'settings' | 'transport' | 'warmUp'>,
  signal: AbortSignal,
): Promise<SendPermit | null> {
  for (;;) {
    let probe: string | null = null;
    let place: SendingPlace | null = null;
    try {
      await deps.settings.untilSending(signal);
      const way = await deps.serverHolds.way();
      if (way.kind === 'held') return null;
      if (way.kind === 'probe') probe = way.server;
      place = await deps.transport.reserve(signal, probe ?? undefined);
      await deps.sendRateLimit.waitForSendTime(signal);
      // It may have come to be held since there was a place.
      const isLate = probe === null && place.server !== null && deps.serverHolds.isHeld(place.server);
      const permit = isLate ? null : await deps.warmUp.takePermit();
      if (permit !== null) return { place, permit, probe };
      // Mail about subscriptions, which the warm-up never holds back, needs places too.
      place.release();
      if (probe !== null) await deps.serverHolds.giveBackProbe(probe);
      if (!isLate) return null;
    } catch (error) {
      place?.release();
      if (signal.aborted) {
        if (probe !== null) await deps.serverHolds.giveBackProbe(probe);
        return null;
      }
      if (!(error instanceof DomainError) || error.code !== 'unavailable') throw error;
      if (probe !== null) await deps.serverHolds.probeFailed(probe);
      else if (deps.serverHolds.pause() === null) throw error;
    }
  }
}

function openJob(deps: Sender, ledger: DeliveryLedger, domains: ReadonlyMap<string, string>) {
  const inFlight = new Map<string, BegunDelivery>();
  const later = new Map<number, string[]>();
  const refused: string[] = [];
  const takeUpAt = (id: string, at: number) => later.set(at, [...(later.get(at) ?? []), id]);

  /** Writes what came of an attempt, and takes note of what it says of the server, the mail domain and the reader. */
  async function note(delivery: BegunDelivery, outcome: Outcome, how: How) {
    const at = deps.now();
    const { id, digestId, attempt, subscriberId } = delivery;
    const domain = domains.get(id) ?? '';
    // Other servers may take it now, or none does: then it is left for later with all that is left.
    const isOfServer = outcome.kind === 'about-us' && holdsServer(outcome);
    const next = isOfServer ? null : retryAfter(outcome, delivery, at);
    const retryAt = next === null ? null : new Date(roundUp(next.getTime()));
    const hard = outcome.kind === 'failed' && outcome.hard;
    const of = { subscriberId, reply: outcome.reply, hard, delivery: { id, attempt, digestId } };
    // Begun before anything is waited for: no other message is to begin at a server that is held from now on.
    const learning = deps.serverHolds.learn({ ...how, outcome, domain, of });
    learning.catch(() => undefined);
    await ledger.finish({ delivery, outcome, retryAt, at });
    if (retryAt !== null) takeUpAt(id, retryAt.getTime());
    const believed = await learning;
    if (isOfServer) refused.push(id);
    const told = { digestId, stage: 'stage' in outcome ? outcome.stage : null, reply: inWords(outcome) };
    if (outcome.kind === 'failed' || (outcome.kind === 'retry' && retryAt === null))
      deps.log.warn({ ...told, deliveryId: id }, 'a delivery failed');
    if (domain !== '' && deps.holds.learn(domain, outcome, at))
      deps.log.warn({ ...told, domain }, 'a mail domain puts messages off; its readers wait');
    await believeRefusals(deps, believed);
  }

  return {
    inFlight,
    /** Deliveries to be taken up later, by the moment. */
    later,
    /** Deliveries that a server refused because of us, and that is held now. */
    refused,
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
    async send(id: string, { place, probe }: SendPermit): Promise<Outcome | null> {
      const begunAt = deps.now();
      const delivery = await ledger.begin(id).catch((error: unknown) => {
        place.release();
        throw error;
      });
      if (delivery === null) {
        place.release();
        if (probe !== null) await deps.serverHolds.giveBackProbe(probe);
        return null;
      }
      inFlight.set(id, delivery);
      try {
        const before = begunAt.getTime() + deps.leaseMs;
        const attempted = await attemptDelivery(deps, delivery, place, before);
        const outcome = deps.serverHolds.outcomeFor(delivery, attempted.outcome);
        const alone = outcome !== attempted.outcome;
        await note(delivery, outcome, { server: attempted.server, begunAt, probe, alone });
        return outcome;
      } finally {
        inFlight.delete(id);
      }
    },
  };
}

type How = Pick<HandedOver, 'server' | 'begunAt' | 'probe' | 'alone'>;

/** To ten seconds, so that the retries of one job become few jobs. */
function roundUp(at: number): number {
  return Math.ceil(at / 10_000) * 10_000;
}
