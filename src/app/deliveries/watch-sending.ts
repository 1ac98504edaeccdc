import { setInterval } from 'node:timers/promises';
import type { Needs } from '../deps.ts';
import type { Attempt } from '../digests/delivery-store.ts';

const everyMs = 1_000;
const pausedProblem = 'an admin paused the sending of all digests (console, Settings)';

/**
 * While a job sends, until `over` is aborted: tells that the worker of these attempts lives, and shows at the digest
 * why nothing goes out while no mail server can be used, or an admin paused all. Never rejects: a lease that could not
 * be renewed makes deliveries `unknown` at worst.
 */
export async function watchSending(
  deps: Needs<'attempts' | 'leaseMs' | 'log' | 'now' | 'serverHolds' | 'settings' | 'transport', 'digests'>,
  digestId: number,
  inFlight: ReadonlyMap<string, Attempt>,
  over: AbortSignal,
): Promise<void> {
  let shown: string | null = null;
  async function show(reason: string | null): Promise<void> {
    if (reason === shown) return;
    await deps.stores.digests.setProblem(digestId, reason);
    shown = reason;
  }
  let renewedAt = deps.now().getTime();
  async function tick(): Promise<void> {
    // Those that wait for a place learn what other processes know of the mail servers.
    await deps.serverHolds.refresh();
    const { sendingPausedAt } = await deps.settings.now();
    const waits = deps.serverHolds.pause()?.reason ?? deps.transport.outage();
    await show(sendingPausedAt === null ? waits : pausedProblem);
    const now = deps.now().getTime();
    if (now - renewedAt < deps.leaseMs / 3) return;
    renewedAt = now;
    if (inFlight.size > 0) await deps.attempts.renew([...inFlight.values()], new Date(now + deps.leaseMs));
  }
  const guarded = (work: Promise<void>) =>
    work.catch((error: unknown) =>
      deps.log.warn({ digestId, reason: String(error) }, 'a sign of life could not be written'),
    );
  try {
    const ticks = setInterval(Math.min(everyMs, deps.leaseMs / 3), undefined, { signal: over });
    for await (const _ of ticks) await guarded(tick());
  } catch (error) {
    if (!over.aborted) throw error;
  }
  await guarded(show(null));
}
