import { performance } from 'node:perf_hooks';
import { networksOf } from '../../domain/subscribers/client-ip.ts';
import type { App, HttpOptions } from '../options.ts';
import { createTurns, type TurnCounts } from '../turns.ts';

const tickMs = 50;
/** The part of its time that the process was at work since the last tick, from which on it is busy. */
const busyFrom = 0.6;
/** What costs next to nothing, or must be answered when nothing else is. */
const atOnce = /^\/(?:static\/|healthz$|readyz$|metrics$)/;

/**
 * Lets each request in when it is its network's turn (`createTurns`): while there is time to spare, at once. Before
 * anything is read or made for it, its body included.
 */
export function takeTurns(
  app: App,
  { isBusy = busyness() }: Pick<HttpOptions, 'isBusy'>,
): { counts(): TurnCounts } {
  const turns = createTurns({ isBusy, now: () => performance.now() });
  let isTicking = false;
  const tick = () => {
    isTicking = turns.tick();
    if (isTicking) setTimeout(tick, tickMs);
  };
  app.addHook('onRequest', (request, _reply, done) => {
    const { client, raw, routeOptions } = request;
    if (client.isLocal || atOnce.test(routeOptions.url ?? '')) return done();
    const { network, site } = networksOf(client.address);
    const waits = turns.ask(site ?? network, () => raw.socket.destroyed, done);
    if (!waits || isTicking) return;
    isTicking = true;
    setTimeout(tick, tickMs);
  });
  return turns;
}

/** Whether the event loop had little time to spare in the last tick, or since then. */
function busyness(): () => boolean {
  let last = performance.eventLoopUtilization();
  let isBusy = false;
  return () => {
    const since = performance.eventLoopUtilization(last);
    if (since.active + since.idle >= tickMs / 2) {
      isBusy = since.utilization >= busyFrom;
      last = performance.eventLoopUtilization();
    }
    return isBusy;
  };
}
