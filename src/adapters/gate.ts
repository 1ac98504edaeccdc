import { DomainError } from '../domain/errors.ts';

/** How often a call may be at work, and how many more may wait for their turn. */
export type GateSize = { atOnce: number; waiting: number };

/**
 * Lets so many calls in at once; others wait in the order in which they came. A call for which there is no place to
 * wait rejects at once with `unavailable` and `words`, so that what is expensive takes a bounded part of the machine
 * however many ask for it.
 */
export function createGate(
  { atOnce, waiting }: GateSize,
  words: string,
): <T>(work: () => Promise<T>) => Promise<T> {
  let inside = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (inside >= atOnce) {
      if (queue.length >= waiting) throw new DomainError('unavailable', words, { retryAfter: 5 });
      // Whoever leaves hands the place over, so nobody slips in between.
      await new Promise<void>((resolve) => queue.push(resolve));
    } else inside++;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) inside--;
      else next();
    }
  };
}
