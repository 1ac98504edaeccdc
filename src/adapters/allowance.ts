import { LRUCache } from 'lru-cache';
import { DomainError } from '../domain/errors.ts';
import { type Allowance, type Filling, leftIn, secondsUntil } from '../domain/token-bucket.ts';

export type Allowances = {
  /** Throws `too_many` with `words` when this asker has used up what there was. */
  check(asker: string): void;
  /** Takes off what a piece of work has used; it may be more than there was. */
  charge(asker: string, ms: number): void;
};

/** Of so many askers it is known what they have left; whoever is forgotten begins anew. */
const mostAskers = 10_000;

/**
 * What is expensive, shared out by what it costs and not by how often it is asked for: a token bucket of milliseconds
 * for each asker.
 */
export function createAllowances(
  allowance: Allowance,
  words: string,
  now: () => number = () => performance.now(),
): Allowances {
  const known = new LRUCache<string, Filling>({ max: mostAskers });
  const leftOf = (asker: string) => leftIn(known.get(asker), allowance, now());
  return {
    check(asker) {
      const left = leftOf(asker);
      if (left > 0) return;
      throw new DomainError('too_many', words, { retryAfter: secondsUntil(0, left, allowance) });
    },
    charge(asker, ms) {
      known.set(asker, { left: leftOf(asker) - ms, at: now() });
    },
  };
}
