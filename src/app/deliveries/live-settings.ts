import { setTimeout as wait } from 'node:timers/promises';
import { singleFlight } from '../single-flight.ts';
import type { Settings, SettingsStore } from './settings-store.ts';

/** How old they may be. Every process reads them this often, so an admin's change holds everywhere within this time. */
const freshMs = 1_000;

/** Reads the settings at most once a second, however often they are asked for. */
export function createLiveSettings(store: Pick<SettingsStore, 'read'>): LiveSettings {
  let last: { settings: Settings; at: number } | null = null;

  const read = singleFlight(async () => {
    try {
      const settings = await store.read();
      last = { settings, at: performance.now() };
      return settings;
    } catch (error) {
      if (last === null) throw error;
      return last.settings;
    }
  });
  async function now(): Promise<Settings> {
    if (last !== null && performance.now() - last.at < freshMs) return last.settings;
    return await read();
  }
  return {
    now,
    async untilSending(signal) {
      signal.throwIfAborted();
      while ((await now()).sendingPausedAt !== null) await wait(freshMs, undefined, { signal, ref: false });
    },
  };
}

/** The settings that admins change while everything runs, as they were at most a second ago. */
export interface LiveSettings {
  /** While the database cannot be reached: what it said last. */
  now(): Promise<Settings>;
  /** Resolves when digests may be sent. Rejects when `signal` is aborted. */
  untilSending(signal: AbortSignal): Promise<void>;
}
