import type { BounceReader } from '../../app/bounces/bounce-reader.ts';
import type { Log } from '../../app/log.ts';
import type { Bounce } from '../../domain/bounces/bounce.ts';
import { type Apart, openApart } from './apart.ts';

/** Of processor time. A report takes milliseconds; the start of the thread, some tenths of a second, is within it. */
const timeoutMs = 2_000;
/** Of a mebibyte that is looked at there are a few copies at a time. */
const memoryMb = 128;

/** Reads reports in a thread of its own. `script` and `limit` are for tests. */
export function openBounceReader(
  log: Log,
  {
    script = new URL('./bounce-worker.ts', import.meta.url),
    limit = timeoutMs,
  }: { script?: URL; limit?: number } = {},
): BounceReader & Pick<Apart<Uint8Array, Bounce>, 'start' | 'close'> {
  const { start, run, close } = openApart<Uint8Array, Bounce>(script, {
    timeoutMs: limit,
    memoryMb,
    onGivenUp: (reason) => log.warn({ reason }, 'a bounce could not be read; it is kept to be looked at'),
  });
  return { start, readBounce: run, close };
}
