import { LRUCache } from 'lru-cache';
import { DomainError } from '../domain/errors.ts';

/** Milliseconds that one asker may use: so many at once, and so many more for each second that passes. */
export type Allowance = { most: number; aSecond: number };

export type Allowances = {
  /** Throws `too_many` with `words` when this asker has used up what there was. */
  check(asker: string): void;
  /** Takes off what a piece of work has used; it may be more than there was. */
  charge(asker: string, ms: number): void;
};

/** Of so many askers it is known what they have left; whoever is forgotten begins anew. */
const mostAskers = 10_000;

/**
 * What is expensive, shared out by what it costs and not by how often it is asked for: a token bucket for each asker
 * (RFC 2697 has the idea) that is filled with time.
 */
export function createAllowances(
  { most, aSecond }: Allowance,
  words: string,
  now: () => number = () => performance.now(),
): Allowances {
  const known = new LRUCache<string, { left: number; at: number }>({ max: mostAskers });
  const leftOf = (asker: string) => {
    const { left, at } = known.get(asker) ?? { left: most, at: now() };
    return Math.min(most, left + ((now() - at) / 1000) * aSecond);
  };
  return {
    check(asker) {
      const left = leftOf(asker);
      if (left > 0) return;
      throw new DomainError('too_many', words, { retryAfter: Math.floor(-left / aSecond) + 1 });
    },
    charge(asker, ms) {
      known.set(asker, { left: leftOf(asker) - ms, at: now() });
    },
  };
}
