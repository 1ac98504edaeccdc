import { DomainError } from '../../../domain/errors.ts';
import { createAllowances } from '../../allowance.ts';
import { createGate } from '../../gate.ts';
import type { Db } from '../client.ts';

/** The longest that one search may keep the server busy, in milliseconds; after that it is refused. */
const longestSearchMs = 1_500;
/** How many searches of one process are at work at once: the other connections are for everything else. */
const searchPlaces = { atOnce: 3, waiting: 30 } as const;
/** What all searches of one asker may take together: a hundred that are answered at once, or a few that are not. */
const searchTime = { most: 5_000, aSecond: 50 } as const;

/**
 * Runs searches, a few at once and each for a bounded time. Rejects with `unavailable` otherwise, and with `too_many`
 * when searches of this asker have taken too long together; null: nobody's time is counted.
 */
export type SearchGate = <T>(db: Db, asker: string | null, search: (tx: Db) => Promise<T>) => Promise<T>;

/** The gate that all searches of a process go through. */
export function openSearchGate(): SearchGate {
  const enter = createGate(
    searchPlaces,
    'Too many searches are under way just now. Please try again in a moment.',
  );
  const allowances = createAllowances(
    searchTime,
    'There were many searches from your network, or long ones. Please wait a little before the next.',
  );
  return async (db, asker, search) => {
    if (asker !== null) allowances.check(asker);
    return await enter(async () => {
      const start = performance.now();
      try {
        return await inReadTransaction(db, async (tx) => {
          // Not by reading all papers one after the other, which PostgreSQL may take for quick: it does not know what
          // it costs to unpack a text vector for a comparison.
          await tx.$executeRaw`
            SELECT set_config('statement_timeout', ${String(longestSearchMs)}, true),
              set_config('enable_seqscan', 'off', true)`;
          return await search(tx);
        });
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

async function inReadTransaction<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  if (!('$transaction' in db)) return await work(db);
  // A connection that nobody gives back within that time is no place to search in; nor is a server that cannot end.
  return await db.$transaction(work, { maxWait: 2_000, timeout: 10 * longestSearchMs });
}

/** Whether PostgreSQL ended a statement (57014), or Prisma a transaction that did not begin or end in time (P2028). */
function tookTooLong(error: unknown): boolean {
  const { code, meta } = (error ?? {}) as {
    code?: unknown;
    meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } };
  };
  return code === 'P2028' || meta?.driverAdapterError?.cause?.originalCode === '57014';
}
