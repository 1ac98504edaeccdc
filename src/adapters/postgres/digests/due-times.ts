import type { DueReader, DueTimeStore, SharedDueTime } from '../../../app/digests/schedule-stores.ts';
import type { UpcomingSlot } from '../../../domain/time/upcoming.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/**
 * For each cadence, up to when readers were due whom a digest is being planned for: it reaches everybody until its
 * slot.
 */
const plannedSql = Prisma.sql`
  WITH planned AS MATERIALIZED (
    SELECT c.cadence, coalesce((
      SELECT max(g.slot) FROM digest g
      WHERE g.cadence = c.cadence AND g.planned_at IS NULL AND g.status IN ('planning', 'paused')), '-infinity') AS until
    FROM unnest(enum_range(NULL::cadence)) AS c(cadence))`;

export function dueTimeStore(db: Db): DueTimeStore {
  return {
    async countDue(now) {
      const [row] = await db.$queryRaw<{ due: number }[]>`
        SELECT count(*)::int AS due FROM unnest(enum_range(NULL::cadence)) AS c(cadence)
        JOIN subscriber s ON s.cadence = c.cadence AND s.next_due_at <= ${now}`;
      return row?.due ?? 0;
    },
    async listSlots(until) {
      return await db.$queryRaw<UpcomingSlot[]>`
        SELECT s.cadence::text, s.next_due_at AS at, count(*)::int AS readers FROM subscriber s
        WHERE s.next_due_at <= ${until} GROUP BY 1, 2`;
    },
    async nextSlotOf(cadence, now) {
      // One look into the index for each cadence.
      const [row] = await db.$queryRaw<{ at: Date | null }[]>`
        SELECT min(n.at) AS at FROM unnest(enum_range(NULL::cadence)) AS c(cadence) CROSS JOIN LATERAL (
          SELECT s.next_due_at AS at FROM subscriber s WHERE s.cadence = c.cadence AND s.next_due_at > ${now}
          ORDER BY s.next_due_at LIMIT 1) AS n
        WHERE ${cadence}::cadence IS NULL OR c.cadence = ${cadence}::cadence`;
      return row?.at ?? null;
    },
    async hasMissed(before) {
      // One look into the index for each cadence.
      const [row] = await db.$queryRaw<{ missed: boolean }[]>`
        ${plannedSql}
        SELECT EXISTS (
          SELECT FROM planned p JOIN subscriber s
            ON s.cadence = p.cadence AND s.next_due_at > p.until AND s.next_due_at < ${before}) AS missed`;
      return row?.missed ?? false;
    },
    async takeOverdue({ before, unplanned, cadence, after }, limit) {
      const condition = unplanned
        ? Prisma.sql`AND s.next_due_at > (SELECT p.until FROM planned p WHERE p.cadence = s.cadence)`
        : Prisma.empty;
      const only = cadence === undefined ? Prisma.empty : Prisma.sql`AND s.cadence = ${cadence}::cadence`;
      return await db.$queryRaw<DueReader[]>`
        ${plannedSql}
        SELECT s.id, s.cadence, s.timezone, s.hour, s.weekday::text, s.next_due_at AS "dueAt" FROM subscriber s
        WHERE s.next_due_at < ${before} AND s.id > ${after} ${condition} ${only}
        ORDER BY s.id LIMIT ${limit} FOR UPDATE OF s`;
    },
    async takeFar(cadence, { now, afterPauseMs, pauseEnd }, limit) {
      await db.$executeRaw`UPDATE subscriber SET paused_until = NULL WHERE paused_until > ${pauseEnd}`;
      const latest = new Date(now.getTime() + afterPauseMs);
      return await db.$queryRaw<(DueReader & { pausedUntil: Date | null })[]>`
        SELECT s.id, s.cadence, s.timezone, s.hour, s.weekday::text, s.next_due_at AS "dueAt",
          s.paused_until AS "pausedUntil"
        FROM subscriber s
        WHERE s.cadence = ${cadence}::cadence AND s.next_due_at > ${latest}
          AND (s.paused_until IS NULL OR s.next_due_at > s.paused_until + ${afterPauseMs} * interval '1 ms')
        LIMIT ${limit} FOR UPDATE OF s SKIP LOCKED`;
    },
    async setDue(moves, now) {
      await db.$executeRaw`
        UPDATE subscriber s SET next_due_at = t."nextDueAt",
          last_planned_at =
            greatest(t."caughtUpAt", CASE WHEN s.last_planned_at > ${now} THEN ${now} ELSE s.last_planned_at END),
          caught_up_at = greatest(s.caught_up_at, t."caughtUpAt")
        FROM jsonb_to_recordset(${JSON.stringify(moves)}::jsonb)
          AS t(id int, "nextDueAt" timestamptz, "caughtUpAt" timestamptz)
        WHERE s.id = t.id`;
    },
    async countCancelledAsSent(digestId) {
      await db.$executeRaw`
        UPDATE subscriber s SET caught_up_at = greatest(s.caught_up_at, g.as_of)
        FROM digest g JOIN delivery d ON d.digest_id = g.id
        WHERE g.id = ${digestId} AND d.state = 'cancelled' AND s.id = d.subscriber_id`;
    },
    async shared(cadence, after, until, limit) {
      return await db.$queryRaw<SharedDueTime[]>`
        SELECT DISTINCT s.next_due_at AS "dueAt", s.timezone, s.hour FROM subscriber s
        WHERE s.cadence = ${cadence}::cadence AND s.next_due_at >= ${after.dueAt} AND s.next_due_at <= ${until}
          AND (s.next_due_at, s.timezone, s.hour) > (${after.dueAt}, ${after.timezone}, ${after.hour})
        ORDER BY 1, 2, 3 LIMIT ${limit}`;
    },
    async shift(cadence, moves, limit) {
      return await db.$executeRaw`
        UPDATE subscriber s SET next_due_at = found.to
        FROM (
          SELECT s.id, t.to FROM jsonb_to_recordset(${JSON.stringify(moves)}::jsonb)
            AS t("dueAt" timestamptz, timezone text, hour int, "to" timestamptz)
          JOIN subscriber s ON s.cadence = ${cadence}::cadence AND s.next_due_at = t."dueAt"
            AND s.timezone = t.timezone AND s.hour = t.hour
          WHERE s.last_planned_at IS NULL OR s.last_planned_at < t.to
          LIMIT ${limit} FOR UPDATE OF s SKIP LOCKED) AS found
        WHERE s.id = found.id`;
    },
  };
}
