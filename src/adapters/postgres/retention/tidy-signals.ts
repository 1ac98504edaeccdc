import type { TidyAsk, TidyStep } from '../../../app/retention/retention-store.ts';
import { dayMs } from '../../../domain/time/units.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';

type Thinning = 'signalsByDay' | 'signalsByWeek';
const days: Record<Thinning, number> = { signalsByDay: 1, signalsByWeek: 7 };

/** The signals of a span that are not the last of their paper and source in it. */
function notLast(from: Date, to: Date): Prisma.Sql {
  return Prisma.sql`(
    SELECT id FROM (
      SELECT id, row_number() OVER (PARTITION BY paper_id, source ORDER BY at DESC, id DESC) AS place
      FROM signal WHERE at >= ${from} AND at < ${to}) AS said
    WHERE place > 1)`;
}

/**
 * Thins the signals of one day, or one week from Monday on (UTC): the last one of each paper and source stays, with
 * which both its total and what it rose by in the span stay right.
 */
export async function tidySignals(db: Db, by: Thinning, { before, place, most }: TidyAsk): Promise<TidyStep> {
  const from = place === null ? await firstSpan(db, by) : new Date(place);
  if (from === null) return { rows: 0, next: null, keep: null };
  const to = new Date(from.getTime() + days[by] * dayMs);
  if (to > before) return { rows: 0, next: null, keep: null };
  const rows = await db.$executeRaw`
    DELETE FROM signal WHERE id = ANY (ARRAY(SELECT id FROM ${notLast(from, to)} AS n LIMIT ${most}))`;
  const done = rows < most;
  return { rows, next: (done ? to : from).toISOString(), keep: done ? to.toISOString() : null };
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
