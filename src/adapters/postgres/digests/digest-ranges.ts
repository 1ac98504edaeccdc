import type { PlanRange, RangeStore } from '../../../app/digests/planning/range-store.ts';
import type { Db } from '../client.ts';
import { audienceSql, lastPossibleId } from './audience.ts';

/**
 * With a digest's id, an advisory lock: planners with a range share it, whoever holds the ranges has it alone. Locks of
 * rows would not do: a planner that ends a chunk could take its range again before who waits for it does.
 */
const rangesLock = 0x0ff9_0001;

// The rows of a digest stay until all of it is planned, those of planned ranges too: that there are some tells that it
// was cut.
export function rangeStore(db: Db): RangeStore {
  return {
    async cutAudience(digest, { most, least }) {
      const { id, planCursor } = digest;
      // By readers, not by ids, which may lie far apart here and close together there.
      return await db.$executeRaw`
        INSERT INTO digest_range (digest_id, number, cursor, last_id)
        SELECT ${id}, number, coalesce(lag(last) OVER (ORDER BY number), ${planCursor}),
          CASE WHEN number < max(number) OVER () THEN last ELSE ${lastPossibleId} END
        FROM (
          SELECT place * pieces / size + 1 AS number, max(id) AS last
          FROM (
            SELECT s.id, row_number() OVER (ORDER BY s.id) - 1 AS place, count(*) OVER () AS size
            FROM subscriber s WHERE ${audienceSql(digest)} AND s.id > ${planCursor}) AS readers
          CROSS JOIN LATERAL (SELECT least(size / ${least}, ${most}) AS pieces) AS cut
          WHERE pieces > 1
          GROUP BY 1) AS ranges`;
    },
    async countRanges(digestId) {
      return await db.digestRange.count({ where: { digestId } });
    },
    async lockFreeRange(digestId) {
      await db.$executeRaw`SELECT pg_advisory_xact_lock_shared(${rangesLock}::int, ${digestId}::int)`;
      const [range = null] = await db.$queryRaw<PlanRange[]>`
        SELECT digest_id AS "digestId", number, cursor, last_id AS "lastId" FROM digest_range
        WHERE digest_id = ${digestId} AND cursor < last_id
        ORDER BY planned, number LIMIT 1
        FOR UPDATE SKIP LOCKED`;
      return range;
    },
    async holdRanges(digestId) {
      await db.$executeRaw`SELECT pg_advisory_xact_lock(${rangesLock}::int, ${digestId}::int)`;
    },
    async moveRange({ digestId, number }, cursor, planned) {
      await db.digestRange.update({
        where: { digestId_number: { digestId, number } },
        data: { cursor, planned: { increment: planned } },
      });
    },
    async endPlanning(digestId, now) {
      // Of two planners that end at the same time the later one sees what both have done.
      const ended = await db.$executeRaw`
        UPDATE digest SET status = 'sending', planned_at = ${now}, problem = NULL
        WHERE id = ${digestId} AND status = 'planning'
          AND EXISTS (SELECT FROM digest_range WHERE digest_id = ${digestId})
          AND NOT EXISTS (SELECT FROM digest_range WHERE digest_id = ${digestId} AND cursor < last_id)`;
      if (ended === 0) return false;
      await db.digestRange.deleteMany({ where: { digestId } });
      return true;
    },
  };
}
