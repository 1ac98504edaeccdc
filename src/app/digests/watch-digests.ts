import {
  type ProgressSample,
  rateWindowMs,
  type SendRate,
  sendRate,
} from '../../domain/sending/send-rate.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Stores } from '../persistence.ts';
import { keepRecent } from '../recent.ts';
import { singleFlight } from '../single-flight.ts';
import { type DigestProgress, digestProgress, hasEnded } from './digest-progress.ts';
import type { DomainCounts, ReplyGroup, Waiting } from './digest-report-store.ts';

/** For this long, everybody who looks at a digest is told the same. */
const freshMs = 1_000;
/**
 * How often the deliveries themselves are read: after this time at the earliest, and for at most a fortieth of all
 * time.
 */
const leastMs = 5_000;
const restTimes = 40;
/** Digests that are watched at the same time; more are rare. */
const retained = 50;
const shownDomains = 10;
const shownReplies = 20;

export type Breakdown = { at: Date; domains: DomainCounts[]; replies: ReplyGroup[]; waiting: Waiting };
export type WatchedDigest = DigestProgress & SendRate & { breakdown: Breakdown | null };

/** Digests as those who look on in this process see them: read once for all of them. */
export interface DigestWatch {
  /** Not older than a second; rejects with `not_found`. With `fresh`, read now. */
  progress(id: number, options?: { fresh?: boolean }): Promise<DigestProgress>;
  /** Likewise, with the rate, and who refused what, which can be some seconds older. */
  look(id: number, options?: { fresh?: boolean }): Promise<WatchedDigest>;
}

type Watched = {
  last: { progress: DigestProgress; at: number } | null;
  read: () => Promise<DigestProgress>;
  samples: ProgressSample[];
  breakdown: Breakdown | null;
  /** The counts that it was made for, when it was done, and how long it took. */
  madeFor: string;
  madeAt: number;
  tookMs: number;
  making: Promise<void> | null;
};

export function createDigestWatch(deps: {
  stores: Pick<Stores, 'digests' | 'reports'>;
  now: Clock;
  log: Log;
}): DigestWatch {
  const all = keepRecent<number, Watched>(retained);

  function watched(id: number): Watched {
    return all.of(id, () => {
      const of: Watched = {
        last: null,
        read: singleFlight(() => read(id, of)),
        samples: [],
        breakdown: null,
        madeFor: '',
        madeAt: 0,
        tookMs: 0,
        making: null,
      };
      return of;
    });
  }

  async function read(id: number, of: Watched): Promise<DigestProgress> {
    const progress = await digestProgress(deps, id);
    const at = performance.now();
    of.last = { progress, at };
    const { sent, failed, unknown, queued, sending } = progress.counts;
    of.samples.push({ at, handedOver: sent + failed + unknown, left: queued + sending });
    while ((of.samples[0]?.at ?? at) < at - rateWindowMs) of.samples.shift();
    return progress;
  }

  async function progress(id: number, { fresh = false } = {}): Promise<DigestProgress> {
    const of = watched(id);
    if (fresh) return await read(id, of);
    if (of.last !== null && performance.now() - of.last.at < freshMs) return of.last.progress;
    return await of.read();
  }

  async function make(id: number, of: Watched, counts: string): Promise<void> {
    const start = performance.now();
    try {
      const { reports } = deps.stores;
      const [domains, replies, waiting] = await Promise.all([
        reports.domains(id, shownDomains),
        reports.replies(id, shownReplies),
        reports.waitingOf(id),
      ]);
      of.breakdown = { at: deps.now(), domains, replies, waiting };
      of.madeFor = counts;
    } catch (error) {
      // The counts go on without it.
      deps.log.warn({ digestId: id, reason: String(error) }, 'the deliveries of a digest could not be read');
    } finally {
      of.madeAt = performance.now();
      of.tookMs = of.madeAt - start;
      of.making = null;
    }
  }

  return {
    progress,
    async look(id, options) {
      const reported = await progress(id, options);
      const of = watched(id);
      const counts = JSON.stringify(reported.counts);
      const rested = performance.now() - of.madeAt >= Math.max(leastMs, of.tookMs * restTimes);
      const ended = hasEnded(reported);
      // One more attempt that fails for now leaves the counts as they were, and another time to wait for.
      const first = of.breakdown?.waiting.first ?? null;
      const isOld = of.madeFor !== counts || (first !== null && first <= deps.now());
      if (isOld && (of.breakdown === null || ended || rested)) of.making ??= make(id, of, counts);
      // While the digest goes on nobody waits for it; when it has ended it has to be complete.
      if (of.breakdown === null || ended) await of.making;
      if (ended && of.madeFor !== counts) await make(id, of, counts);
      return { ...reported, ...sendRate(of.samples), breakdown: of.breakdown };
    },
  };
}
