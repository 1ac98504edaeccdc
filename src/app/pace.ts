import { setTimeout as wait } from 'node:timers/promises';
import { coalesce } from './coalesce.ts';
import type { Pace, PaceStore } from './ports.ts';

/** What one reservation spans: the size of a burst, and all that a killed process can have reserved in vain. */
const spanMs = 200;

/** Keeps `rate` messages a second (null: no limit) over all processes that share the store. */
export function createPace(store: PaceStore, rate: number | null): Pace {
  if (rate === null) return { take: async (signal) => signal.throwIfAborted() };
  const most = Math.max(1, Math.floor((rate * spanMs) / 1000));
  const next = coalesce<null, null>(most, async (asked) => {
    // Waiting here keeps the next reservation back: nobody reserves more than one span ahead.
    await wait(await store.reserve(asked.length, rate), undefined, { ref: false });
    return asked.map(() => null);
  });
  return {
    async take(signal) {
      signal.throwIfAborted();
      const aborted = Promise.withResolvers<never>();
      const abort = () => aborted.reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      try {
        await Promise.race([next(null), aborted.promise]);
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
  };
}
