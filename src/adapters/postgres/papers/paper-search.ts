import { DomainError } from '../../../domain/errors.ts';
import { parseSearch } from '../../../domain/papers/search-query.ts';
import { createAllowances } from '../../allowance.ts';
import { createGate } from '../../gate.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { searchConditions, wordsSql } from './search-sql.ts';

/** Matches that are counted and put in order one by one; of more, only the first pages are found. */
export const mostCounted = 2_000;
/** Up to so many, the best match comes first: each costs reading the paper's whole text vector. */
const mostRanked = 400;
/** How many of the papers that trend most are looked through when nearly everything matches. */
const trendingFirst = 200;

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
          await tx.$executeRaw`SELECT set_config('statement_timeout', ${String(longestSearchMs)}, true)`;
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

export type Found = { ids: number[]; total: number; exact: boolean };
type Page = { limit: number; offset: number };

/**
 * The papers that answer a search, a page of them, and how many there are. Few matches come with the best first. Of
 * many those that trend come first: a word that is in a tenth of all papers says little about which of them is meant.
 * Of more than `mostCounted` they are neither counted nor sorted as a whole, so that the time does not grow with their
 * number. In a transaction, whose settings it changes.
 */
export async function searchPapers(
  db: Db,
  typed: string,
  { visible, page }: { visible: Prisma.Sql[]; page: Page },
): Promise<Found> {
  const search = parseSearch(typed);
  if (search.words === null && search.fields.length === 0) return { ids: [], total: 0, exact: true };
  const where = Prisma.join([...visible, ...searchConditions(search)], ' AND ');
  const matches = await firstMatches(db, where);
  if (matches.length > mostCounted)
    return { ids: await ofMany(db, where, page), total: mostCounted, exact: false };
  const total = matches.length;
  const rank =
    search.words !== null && total <= mostRanked
      ? Prisma.sql`ts_rank_cd(p.search, ${wordsSql(search.words)}, 1) DESC,`
      : Prisma.empty;
  const rows =
    total === 0
      ? []
      : await db.$queryRaw<{ id: number }[]>`
        SELECT p.id FROM paper p LEFT JOIN paper_trend t ON t.paper_id = p.id
        WHERE p.id = ANY (${matches}::int[])
        ORDER BY ${rank} t.month DESC NULLS LAST, p.published_at DESC, p.id LIMIT ${page.limit} OFFSET ${page.offset}`;
  return { ids: rows.map(({ id }) => id), total, exact: true };
}

/**
 * Some of the papers, one more than are counted. Not by reading all papers one after the other, which PostgreSQL may
 * take for quick: it does not know what it costs to unpack a text vector for a comparison.
 */
async function firstMatches(tx: Db, where: Prisma.Sql): Promise<number[]> {
  await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
  const [row] = await tx.$queryRaw<{ ids: number[] }[]>`
    SELECT coalesce(array_agg(id), '{}') AS ids
    FROM (SELECT p.id FROM paper p WHERE ${where} LIMIT ${mostCounted + 1}) AS matches`;
  await tx.$executeRaw`SET LOCAL enable_seqscan = on`;
  return row?.ids ?? [];
}

/** First those of the papers that trend most, then the newest. */
async function ofMany(db: Db, where: Prisma.Sql, { limit, offset }: Page): Promise<number[]> {
  // OFFSET 0: sorted before the papers are looked up, and those one after the other.
  const leaders = Prisma.sql`(SELECT paper_id, month FROM paper_trend ORDER BY month DESC LIMIT ${trendingFirst} OFFSET 0)`;
  const first = await db.$queryRaw<{ id: number }[]>`
    SELECT p.id FROM ${leaders} AS t JOIN paper p ON p.id = t.paper_id
    WHERE ${where} ORDER BY t.month DESC, p.id`;
  const ids = first.slice(offset, offset + limit).map(({ id }) => id);
  if (ids.length === limit) return ids;
  const rest = await db.$queryRaw<{ id: number }[]>`
    SELECT p.id FROM paper p WHERE ${where} AND p.id <> ALL (${first.map(({ id }) => id)}::int[])
    ORDER BY p.published_at DESC, p.id
    LIMIT ${limit - ids.length} OFFSET ${Math.max(0, offset - first.length)}`;
  return [...ids, ...rest.map(({ id }) => id)];
}
