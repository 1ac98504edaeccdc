/** What is read takes at most this share of the time, however many ask. */
const share = 1 / 40;

/**
 * Reads something dear for all who ask. It is read anew when the last reading is older than `leastMs`, and than forty
 * times what that one took; one that took less than `cheapMs` counts as free. Who comes while it is being read waits for
 * the same reading. Rejects as `read` does; then the next one reads again.
 */
export function paced<T>(
  read: () => Promise<T>,
  { leastMs = 0, cheapMs = 0 }: { leastMs?: number; cheapMs?: number },
): () => Promise<T> {
  let last: { value: T; at: number; tookMs: number } | null = null;
  let reading: Promise<T> | null = null;

  async function readNow(): Promise<T> {
    const start = performance.now();
    try {
      const value = await read();
      const at = performance.now();
      last = { value, at, tookMs: at - start };
      return value;
    } finally {
      reading = null;
    }
  }

  return async () => {
    if (last !== null) {
      const rest = last.tookMs < cheapMs ? 0 : last.tookMs / share;
      if (performance.now() - last.at < Math.max(leastMs, rest)) return last.value;
    }
    reading ??= readNow();
    return await reading;
  };
}
