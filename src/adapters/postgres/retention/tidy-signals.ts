import type { Thinning, ThinSpan, TidyAsk } from '../../../app/retention/retention-store.ts';
import { dayMs } from '../../../domain/time/units.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';

const days: Record<Thinning, number> = { signalsByDay: 1, signalsByWeek: 7 };
/** Signals of a span that are found at once. */
const mostFound = 50_000;

/**
 * The signals of one day, or one week from Monday on (UTC), but for the last one of each paper and source, with which
 * both its total and what it rose by in the span stay right.
 */
export async function nextThinSpan(
  db: Db,
  by: Thinning,
  { before, place }: Pick<TidyAsk, 'before' | 'place'>,
): Promise<ThinSpan | null> {
  const from = place === null ? await firstSpan(db, by) : new Date(place);
  if (from === null) return null;
  const to = new Date(from.getTime() + days[by] * dayMs);
  if (to > before) return null;
  const rows = await db.$queryRaw<{ id: number }[]>`
    SELECT id FROM (
      SELECT id, row_number() OVER (PARTITION BY paper_id, source ORDER BY at DESC, id DESC) AS place
      FROM signal WHERE at >= ${from} AND at < ${to}) AS said
    WHERE place > 1 LIMIT ${mostFound}`;
  const next = rows.length < mostFound ? to : from;
  return { ids: rows.map(({ id }) => id), next: next.toISOString() };
}

export async function removeSignals(db: Db, ids: readonly number[]): Promise<number> {
  return await db.$executeRaw`DELETE FROM signal WHERE id = ANY (${[...ids]}::int[])`;
}

/** When the span begins in which the first signal lies; null: there is none. */
async function firstSpan(db: Db, by: Thinning): Promise<Date | null> {
  // All are read for it, once: from then on the place is kept.
  const unit = by === 'signalsByDay' ? 'day' : 'week';
  const [row] = await db.$queryRaw<
    { at: Date | null }[]
  >`SELECT date_trunc(${unit}, min(at), 'UTC') AS at FROM signal`;
  return row?.at ?? null;
}

/** How many would go. */
export async function countSignals(
  db: Db,
  by: Thinning,
  before: Date,
  place: string | null,
): Promise<number> {
  const from = place === null ? await firstSpan(db, by) : new Date(place);
  if (from === null || from >= before) return 0;
  const spans = Math.floor((before.getTime() - from.getTime()) / (days[by] * dayMs));
  const to = new Date(from.getTime() + spans * days[by] * dayMs);
  const span = Prisma.sql`floor(extract(epoch FROM at - ${from}::timestamptz) / ${days[by] * 86_400}::float8)`;
  const [row] = await db.$queryRaw<{ n: number }[]>`
    SELECT (count(*) - count(DISTINCT (paper_id, source, ${span})))::int AS n
    FROM signal WHERE at >= ${from} AND at < ${to}`;
  return row?.n ?? 0;
}
