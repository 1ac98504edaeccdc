import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits until `read` gives something other than null, undefined or false, and returns it. Patient, since what holds
 * costs no time and a machine may do much else; below the time that a test has, so that this says what was wanting.
 * `every`: milliseconds between two looks; without it the looks are the further apart the longer it has waited, since
 * each takes of the processor that what is waited for needs.
 */
export async function until<T>(
  read: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  { within = 60_000, every }: { within?: number; every?: number } = {},
): Promise<T> {
  const start = Date.now();
  for (;;) {
    const value = await read();
    if (value !== null && value !== undefined && value !== false) return value;
    if (Date.now() - start > within)
      throw new Error(`not so after ${within} ms: ${read.toString().slice(0, 200)}`);
    await wait(every ?? Math.min(Math.max((Date.now() - start) / 10, 15), 200));
  }
}
