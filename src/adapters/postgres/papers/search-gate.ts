import { DomainError } from '../../../domain/errors.ts';
import { createAllowances } from '../../allowance.ts';
import { createGate } from '../../gate.ts';
import { type Reader, searchesAtOnce } from '../client.ts';

/** How many more may wait for their turn. */
const waiting = 30;
/** What all searches of one asker may take together: a hundred that are answered at once, or a few that are not. */
const searchTime = { most: 5_000, aSecond: 50 } as const;

/**
 * Runs searches, a few at once and each for a bounded time, on connections of their own: the others are for everything
 * else. Rejects with `unavailable` otherwise, and with `too_many` when searches of this asker have taken too long
 * together; null: nobody's time is counted.
 */
export type SearchGate = <T>(asker: string | null, search: (db: Reader) => Promise<T>) => Promise<T>;

/** The gate that all searches of a process go through. */
export function openSearchGate(db: Reader): SearchGate {
  const enter = createGate(
    { atOnce: searchesAtOnce, waiting },
    'Too many searches are under way just now. Please try again in a moment.',
  );
  const allowances = createAllowances(
    searchTime,
    'There were many searches from your network, or long ones. Please wait a little before the next.',
  );
  return async (asker, search) => {
    if (asker !== null) allowances.check(asker);
    return await enter(async () => {
      const start = performance.now();
      try {
        return await search(db);
      } catch (error) {
        if (!tookTooLong(error)) throw error;
        throw new DomainError(
          'unavailable',
          'This search takes too long. Please use fewer words, or rarer ones.',
          {
            cause: error,
            retryAfter: 5,
          },
        );
      } finally {
        if (asker !== null) allowances.charge(asker, performance.now() - start);
      }
    });
  };
}

/** Whether PostgreSQL ended a statement (57014), or did not even do that, of which `pg` has words but no code. */
function tookTooLong(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return 'code' in error ? error.code === '57014' : /\btimeout\b/.test(error.message);
}
