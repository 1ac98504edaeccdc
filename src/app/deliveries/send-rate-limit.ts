import { setTimeout as wait } from 'node:timers/promises';
import { coalesce } from '../coalesce.ts';
import type { LiveSettings } from './live-settings.ts';

/**
 * The time that one reservation covers: the size of a burst, and the most that a killed process can have reserved in
 * vain.
 */
const spanMs = 200;

/**
 * Keeps a number of messages a second over all processes that share the store: what the settings say now, else `rate`;
 * null: no limit.
 */
export function createSendRateLimit(
  store: SendTimeStore,
  settings: LiveSettings,
  rate: number | null,
): SendRateLimit {
  let held: { rate: number; take: SendRateLimit['waitForSendTime'] } | null = null;
  return {
    async waitForSendTime(signal) {
      signal.throwIfAborted();
      const wanted = (await settings.now()).maxSendRate ?? rate;
      if (wanted === null) return;
      if (held?.rate !== wanted) held = { rate: wanted, take: steady(store, wanted) };
      await held.take(signal);
    },
  };
}

function steady(store: SendTimeStore, rate: number): SendRateLimit['waitForSendTime'] {
  const most = Math.max(1, Math.floor((rate * spanMs) / 1000));
  const next = coalesce<null, null>(most, async (requested) => {
    // Waiting here keeps the next reservation back: nobody reserves more than one span ahead.
    await wait(await store.reserveSendTimes(requested.length, rate), undefined, { ref: false });
    return requested.map(() => null);
  });
  return async (signal) => {
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    // It may have been aborted while the settings were read.
    if (signal.aborted) abort();
    try {
      await Promise.race([next(null), aborted.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  };
}

/** What all processes together have sent or are about to. */
export interface SendTimeStore {
  /**
   * Reserves the time that so many messages take at `rate` a second, after what all processes have reserved before.
   * Resolves with the milliseconds until then.
   */
  reserveSendTimes(messages: number, rate: number): Promise<number>;
}

/** The rate at which messages may be sent. */
export interface SendRateLimit {
  /** Resolves when one more message may be sent. Rejects when `signal` is aborted. */
  waitForSendTime(signal: AbortSignal): Promise<void>;
}
