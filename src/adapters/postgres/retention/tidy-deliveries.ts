import type { TidyAsk, TidyStep } from '../../../app/retention/retention-store.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** The shard of `digest_tally` with the deliveries that are no longer kept: triggers count in shards from 0. */
const goneShard = -1;

/** Digests whose round of tidying ends in one step: each has some dozen tallies. */
const digestsAtOnce = 50;

/** Whether the deliveries of `digest g` can go: nothing can happen to them, and nothing has for long. */
function isOver(before: Date): Prisma.Sql {
  return Prisma.sql`g.status IN ('finished', 'cancelled')
    AND greatest(g.created_at, g.as_of, g.send_at, g.finished_at) < ${before}`;
}

/** What is to be read of a place: the id after which it goes on, and whether all before it is gone. */
type Place = { phase: 'deliveries'; after: string; whole: boolean } | { phase: 'digests' };

function readPlace(place: string | null): Place {
  if (place === 'digests') return { phase: 'digests' };
  return { phase: 'deliveries', after: place?.replace('+', '') ?? '0', whole: place?.endsWith('+') !== true };
}

/**
 * The next deliveries in the order of their ids, those of digests that are long over. In one statement their numbers
 * move to another shard of the tallies, so that the sums hold at every moment, and their papers to what their readers
 * were sent. Then the digests of which none is left say so.
 */
export async function tidyDeliveries(db: Db, { before, place, most, now }: TidyAsk): Promise<TidyStep> {
  const at = readPlace(place);
  if (at.phase === 'digests') return await endDigests(db, before, now);
  const [found] = await db.$queryRaw<{ last: string | null; seen: number; rows: number; young: boolean }[]>`
    WITH page AS MATERIALIZED (
      SELECT id, digest_id FROM delivery WHERE id > ${at.after}::bigint ORDER BY id LIMIT ${most}
    ), gone AS (
      -- By an array: joined, a middling table would be read whole for each step.
      DELETE FROM delivery d USING digest g
      WHERE d.id = ANY (ARRAY(SELECT id FROM page)) AND g.id = d.digest_id AND ${isOver(before)} AND d.state NOT IN ('queued', 'sending')
      RETURNING d.digest_id, d.subscriber_id, d.state, d.paper_ids, g.as_of
    ), counted AS (
      INSERT INTO digest_tally (digest_id, state, shard, count)
      SELECT digest_id, state, ${goneShard}, count(*) FROM gone GROUP BY 1, 2 ORDER BY 1, 2
      ON CONFLICT (digest_id, state, shard) DO UPDATE SET count = digest_tally.count + excluded.count
    ), remembered AS (
      INSERT INTO sent_papers (subscriber_id, month, paper_ids)
      SELECT s.id, date_trunc('month', gone.as_of AT TIME ZONE 'UTC')::date, array_agg(DISTINCT paper)
      FROM gone JOIN subscriber s ON s.id = gone.subscriber_id CROSS JOIN unnest(gone.paper_ids) AS paper
      WHERE gone.state IN ('sent', 'unknown') OR gone.as_of <= s.caught_up_at
      GROUP BY 1, 2 ORDER BY 1, 2
      ON CONFLICT (subscriber_id, month) DO UPDATE SET paper_ids = (
        SELECT array_agg(DISTINCT paper) FROM unnest(sent_papers.paper_ids || excluded.paper_ids) AS paper)
    )
    SELECT (SELECT max(id)::text FROM page) AS last, (SELECT count(*)::int FROM page) AS seen,
      (SELECT count(*)::int FROM gone) AS rows,
      (SELECT coalesce(bool_and(g.created_at >= ${before}), true) FROM page p JOIN digest g ON g.id = p.digest_id) AS young`;
  const { last = null, seen = 0, rows = 0, young = true } = found ?? {};
  const whole = at.whole && rows === seen;
  if (last === null || seen < most || young) return { rows, next: 'digests', keep: whole ? last : null };
  return { rows, next: `${last}${whole ? '' : '+'}`, keep: whole ? last : null };
}

async function endDigests(db: Db, before: Date, now: Date): Promise<TidyStep> {
  const [found] = await db.$queryRaw<{ ended: number }[]>`
    WITH ended AS (
      UPDATE digest SET tidied_at = ${now} WHERE id IN (
        SELECT g.id FROM digest g WHERE g.tidied_at IS NULL AND ${isOver(before)}
          AND NOT EXISTS (SELECT FROM delivery d WHERE d.digest_id = g.id) LIMIT ${digestsAtOnce})
      RETURNING id
    ), emptied AS (
      -- What the triggers counted in and out again.
      DELETE FROM digest_tally t USING ended e WHERE t.digest_id = e.id AND t.shard <> ${goneShard}
    )
    SELECT count(*)::int AS ended FROM ended`;
  return { rows: 0, next: (found?.ended ?? 0) < digestsAtOnce ? null : 'digests', keep: null };
}

/** How many deliveries would go. */
export async function countDeliveries(db: Db, before: Date): Promise<number> {
  const [row] = await db.$queryRaw<{ n: number }[]>`
    SELECT coalesce(sum(t.count), 0)::int AS n FROM digest g JOIN digest_tally t ON t.digest_id = g.id
    WHERE g.tidied_at IS NULL AND t.shard <> ${goneShard} AND t.state NOT IN ('queued', 'sending') AND ${isOver(before)}`;
  return row?.n ?? 0;
}
