import type { Hold, InstallationStore } from '../../../app/digests/schedule-stores.ts';
import { type DatabaseIdentity, releaseLeap } from '../../../domain/time/restore.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/**
 * What the server tells of itself. All of it is open to every account of PostgreSQL 15 to 18, but a provider's own
 * PostgreSQL can lack or forbid some (Aurora has no write-ahead log to speak of).
 */
const questions: Readonly<Record<keyof DatabaseIdentity, Prisma.Sql>> = {
  system: Prisma.sql`SELECT system_identifier::text AS value FROM pg_control_system()`,
  // Not from pg_control_checkpoint(): there, a new timeline shows only at the first checkpoint after it began.
  timeline: Prisma.sql`
    SELECT CASE WHEN NOT pg_is_in_recovery() THEN substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END AS value`,
  database: Prisma.sql`SELECT oid::text AS value FROM pg_database WHERE datname = current_database()`,
};

type HoldRow = { held_since: Date | null; hold_reason: string | null };

function toHold(row: HoldRow | undefined): Hold | null {
  if (row == null || row.held_since === null || row.hold_reason === null) return null;
  return { since: row.held_since, reason: row.hold_reason };
}

export function installationStore(db: Db): InstallationStore {
  const untold = new Set<keyof DatabaseIdentity>();
  const ask = async (part: keyof DatabaseIdentity): Promise<string | null> => {
    if (untold.has(part)) return null;
    try {
      const [row] = await db.$queryRaw<{ value: string | null }[]>(questions[part]);
      return row?.value ?? null;
    } catch (error) {
      // A server that cannot be reached tells nothing of what it would tell.
      await db.$queryRaw`SELECT 1`.catch(() => {
        throw error;
      });
      untold.add(part);
      return null;
    }
  };

  return {
    async identity() {
      const [system, timeline, database] = await Promise.all([
        ask('system'),
        ask('timeline'),
        ask('database'),
      ]);
      return { system, timeline, database };
    },
    async tidyFrom() {
      const row = await db.installation.findUniqueOrThrow({ where: { id: 1 }, select: { tidyFrom: true } });
      return row.tidyFrom;
    },
    async tick() {
      const [row] = await db.$queryRaw<
        (HoldRow & {
          uuid: string;
          ticks: number;
          digest_id: number;
          system: string | null;
          timeline: string | null;
          database: string | null;
        })[]
      >`
        UPDATE installation SET ticks = ticks + 1 WHERE id = 1
        RETURNING uuid::text, ticks::float8, (SELECT coalesce(max(id), 0) FROM digest) AS digest_id,
          system_identifier AS system, timeline, database_oid AS database, held_since, hold_reason`;
      if (row === undefined) throw new Error('the database has no installation');
      const { system, timeline, database } = row;
      return {
        installation: row.uuid,
        ticks: row.ticks,
        digestId: row.digest_id,
        identity: { system, timeline, database },
        hold: toHold(row),
      };
    },
    async remember({ system, timeline, database }, ticks) {
      await db.$executeRaw`
        UPDATE installation SET ticks = greatest(ticks, ${ticks}::float8::bigint),
          system_identifier = coalesce(${system}, system_identifier), timeline = coalesce(${timeline}, timeline),
          database_oid = coalesce(${database}, database_oid)
        WHERE id = 1`;
    },
    async hold() {
      const rows = await db.$queryRaw<HoldRow[]>`SELECT held_since, hold_reason FROM installation`;
      return toHold(rows[0]);
    },
    async lockHold() {
      const rows = await db.$queryRaw<HoldRow[]>`
        SELECT held_since, hold_reason FROM installation FOR SHARE`;
      return toHold(rows[0]);
    },
    async setHold(hold) {
      await db.$executeRaw`
        UPDATE installation SET held_since = ${hold?.since ?? null}, hold_reason = ${hold?.reason ?? null},
          ticks = ticks + ${hold === null ? releaseLeap : 0}::int
        WHERE id = 1`;
    },
    async pausedFor(problem) {
      const rows = await db.digest.findMany({
        where: { status: 'paused', problem },
        select: { id: true },
        orderBy: { id: 'asc' },
      });
      return rows.map(({ id }) => id);
    },
    async settleFeedIds({ fresh, before }) {
      const [row] = await db.$queryRaw<{ feed_ids: string }[]>`
        UPDATE installation SET feed_ids = coalesce(feed_ids, CASE
          WHEN EXISTS (SELECT FROM paper) THEN ${before} ELSE ${fresh} || left(uuid::text, 8) || '/' END)
        WHERE id = 1 RETURNING feed_ids`;
      if (row === undefined) throw new Error('the database has no installation');
      return row.feed_ids;
    },
    async claimDueTimesCheck(now, everyMs) {
      const before = new Date(now.getTime() - everyMs);
      const claimed = await db.$executeRaw`
        UPDATE installation SET due_times_checked_at = ${now}
        WHERE due_times_checked_at IS NULL OR due_times_checked_at <= ${before} OR due_times_checked_at > ${now}`;
      return claimed === 1;
    },
  };
}
