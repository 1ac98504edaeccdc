import { singleFlight } from './single-flight.ts';

/** Reading takes at most this share of the time, however many ask. */
const share = 1 / 40;

/**
 * Reads something expensive for everybody who asks. It is read again when the last reading is older than `leastMs`, and
 * older than forty times the time that it took; one that took less than `cheapMs` counts as free. Whoever asks during a
 * reading gets its result. Rejects as `read` does; the next one who asks makes it read again.
 */
export function measuredCache<T>(
  read: () => Promise<T>,
  { leastMs = 0, cheapMs = 0 }: { leastMs?: number; cheapMs?: number },
): () => Promise<T> {
  let last: { value: T; at: number; tookMs: number } | null = null;

  const readNow = singleFlight(async () => {
    const start = performance.now();
    const value = await read();
    const at = performance.now();
    last = { value, at, tookMs: at - start };
    return value;
  });

  return async () => {
    if (last !== null) {
      const rest = last.tookMs < cheapMs ? 0 : last.tookMs / share;
      if (performance.now() - last.at < Math.max(leastMs, rest)) return last.value;
    }
    return await readNow();
  };
}
