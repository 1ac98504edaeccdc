import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Where Debian's package `libfaketime` has it. */
const places = ['x86_64', 'aarch64'].map((arch) => `/usr/lib/${arch}-linux-gnu/faketime/libfaketimeMT.so.1`);

/** How long a process goes by the time that it was told before: libfaketime looks into its file once a second. */
const lookMs = 1_000;

/** A clock of processes that are started with its environment: what they are told of the time of day. */
export type MovedClock = {
  env: Record<string, string>;
  now(): Date;
  /** Puts it forward, and waits until all processes know. Timers go by the machine's own clock all the time. */
  moveTo(at: Date): Promise<void>;
  /** Clears away what libfaketime shares within a process that has ended, which one that was killed could not do. */
  forget(pid: number): Promise<void>;
};

/**
 * A clock in a folder that all processes can read. It goes as fast as the machine's and is ahead of that by as much as
 * it was put forward: by libfaketime, which tells Node and PostgreSQL another time of day (`now()` of SQL too).
 */
export async function openMovedClock(folder: string): Promise<MovedClock> {
  const library = places.find(existsSync);
  if (library === undefined)
    throw new Error('A simulated month needs libfaketime: apt-get install libfaketime');
  const file = join(folder, 'clock');
  let aheadMs = 0;
  const say = async () => {
    // Whole at any moment.
    await writeFile(`${file}.new`, `+${(aheadMs / 1000).toFixed(3)}\n`);
    await rename(`${file}.new`, file);
    await wait(lookMs + 200);
  };
  await say();
  return {
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: String(lookMs / 1000),
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    now: () => new Date(Date.now() + aheadMs),
    async moveTo(at) {
      const by = at.getTime() - Date.now() - aheadMs;
      if (by < 0) throw new Error(`${at.toISOString()} is over`);
      aheadMs += by;
      await say();
    },
    async forget(pid) {
      for (const name of [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`])
        await rm(join('/dev/shm', name), { force: true });
    },
  };
}
