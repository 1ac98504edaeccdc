import type { DeliveryRow, DeliveryStore } from '../../../app/digests/delivery-store.ts';
import { welcomeOrigin } from '../../../domain/sending/digest-origin.ts';
import { minuteMs } from '../../../domain/time/units.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';
import { silentSince } from '../subscribers/silent-since.ts';
import { readDeliveryPage } from './delivery-pages.ts';

/** How long after its due time a retry counts as forgotten: its job was lost. */
const overdueMs = 5 * minuteMs;

export function toDeliveryRow(row: Prisma.DeliveryGetPayload<object>): DeliveryRow {
  const { id, digestId, subscriberId, state, attempt, messageId, nextAttemptAt, sentAt, detail } = row;
  return { id: String(id), digestId, subscriberId, state, attempt, messageId, nextAttemptAt, sentAt, detail };
}

export function deliveryStore(db: Db): DeliveryStore {
  return {
    async addPlanned(digestId, deliveries) {
      const rows = deliveries.map(({ subscriberId, state, choices, introduced, detail, notBefore }) => ({
        subscriberId,
        state,
        introduced,
        detail,
        notBefore,
        paperIds: `{${choices.map((choice) => choice.paperId).join(',')}}`,
        subjectIds: `{${choices.map((choice) => choice.subjectId).join(',')}}`,
      }));
      const planned = await db.$queryRaw<{ id: bigint; state: string; next_attempt_at: Date | null }[]>`
        INSERT INTO delivery (digest_id, subscriber_id, state, introduced, detail, next_attempt_at, paper_ids, subject_ids)
        SELECT ${digestId}, "subscriberId", state::delivery_state, introduced, detail, "notBefore", "paperIds"::int[], "subjectIds"::int[]
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          AS t("subscriberId" int, state text, introduced boolean, detail text, "notBefore" timestamptz, "paperIds" text, "subjectIds" text)
        WHERE NOT EXISTS (
          SELECT FROM delivery d WHERE d.subscriber_id = t."subscriberId" AND d.digest_id = ${digestId}
        )
        ORDER BY "subscriberId"
        RETURNING id, state::text, next_attempt_at`;
      return planned
        .filter(({ state }) => state === 'queued')
        .map((row) => ({ id: String(row.id), notBefore: row.next_attempt_at }));
    },
    async reschedule(readers, asOf) {
      await db.$executeRaw`
        UPDATE subscriber s
        SET next_due_at = t."nextDueAt", last_planned_at = greatest(s.last_planned_at, ${asOf}::timestamptz)
        FROM jsonb_to_recordset(${JSON.stringify(readers)}::jsonb) AS t(id int, "nextDueAt" timestamptz)
        WHERE s.id = t.id`;
    },
    async expireLeases(now) {
      // Most of them have come to their end long since; one that was renewed stands in a later row, too.
      return await db.$executeRaw`
        WITH ended AS (DELETE FROM delivery_lease WHERE until < ${now} RETURNING delivery_ids)
        UPDATE delivery SET state = 'unknown', lease_until = NULL,
          detail = 'the worker ended while the message was on its way'
        WHERE id = ANY (ARRAY(SELECT DISTINCT unnest(delivery_ids) FROM ended))
          AND state = 'sending' AND lease_until < ${now}`;
    },
    async stranded(digestId, now, limit) {
      const [asked] = await db.$queryRaw<{ jobs: boolean; queued: boolean }[]>`
        SELECT EXISTS (SELECT FROM pgboss.job
            WHERE name = 'send-deliveries' AND state IN ('created', 'retry', 'active')
              AND data @> ${JSON.stringify({ digestId })}::jsonb) AS jobs,
          (SELECT coalesce(sum(count), 0) > 0 FROM digest_tally
           WHERE digest_id = ${digestId} AND state = 'queued') AS queued`;
      const { jobs = false, queued = false } = asked ?? {};
      if (!queued) return [];
      const due = jobs ? new Date(now.getTime() - overdueMs) : now;
      const waiting = await db.$queryRaw<{ id: bigint }[]>`
        SELECT delivery_id AS id FROM delivery_by_state
        WHERE digest_id = ${digestId} AND state = 'queued' AND at <= ${due} LIMIT ${limit}`;
      // Reads what the digest has sent to find them: only when every job is lost.
      const others = jobs
        ? []
        : await db.$queryRaw<{ id: bigint }[]>`
            SELECT id FROM delivery WHERE digest_id = ${digestId} AND state = 'queued' AND next_attempt_at IS NULL
            ORDER BY id LIMIT ${limit}`;
      return [...waiting, ...others].map(({ id }) => String(id));
    },
    async queuedOfDigest(digestId) {
      const rows = await db.delivery.findMany({
        where: { digestId, state: 'queued' },
        select: { id: true, nextAttemptAt: true },
        orderBy: { id: 'asc' },
      });
      return rows.map((row) => ({ id: String(row.id), notBefore: row.nextAttemptAt }));
    },
    async requeueFailed(digestId) {
      await lockReadersOfFailed(db, digestId);
      const rows = await db.$queryRaw<{ id: bigint }[]>`
        UPDATE delivery d SET state = 'queued', attempt = 0, waived = 0, next_attempt_at = NULL, detail = NULL
        FROM delivery_by_state f
        WHERE f.digest_id = ${digestId} AND f.state = 'failed' AND d.id = f.delivery_id AND d.state = 'failed'
          AND d.subscriber_id IS NOT NULL
        RETURNING d.id`;
      return await withoutRepeats(db, rows);
    },
    async takeBack(digestId, attempts) {
      await lockReadersOfFailed(db, digestId);
      const rows = await db.$queryRaw<{ id: bigint }[]>`
        UPDATE delivery d SET state = 'queued', waived = least(d.waived + 1, d.attempt), next_attempt_at = NULL
        FROM jsonb_to_recordset(${JSON.stringify(attempts)}::jsonb) AS t(id bigint, attempt int)
        WHERE d.id = t.id AND d.digest_id = ${digestId} AND d.attempt = t.attempt AND d.subscriber_id IS NOT NULL
          AND d.state IN ('queued', 'failed')
          AND EXISTS (SELECT FROM digest g WHERE g.id = d.digest_id AND g.status <> 'cancelled')
        RETURNING d.id`;
      return await withoutRepeats(db, rows);
    },
    async cancelQueued(digestId) {
      const { count } = await db.delivery.updateMany({
        where: { digestId, state: 'queued' },
        data: { state: 'cancelled', leaseUntil: null, nextAttemptAt: null },
      });
      return count;
    },
    async resolve(id, outcome, now) {
      const { count } = await db.delivery.updateMany({
        where: {
          id: BigInt(id),
          state: 'unknown',
          ...(outcome === 'resend' ? { subscriberId: { not: null } } : {}),
        },
        data:
          outcome === 'sent'
            ? { state: 'sent', sentAt: now, detail: 'resolved by an admin: it arrived' }
            : // The attempts go on counting: a late word of the lost one must not pass for the next one's.
              { state: 'queued', detail: null },
      });
      if (count === 0) return null;
      const row = await db.delivery.findUnique({ where: { id: BigInt(id) } });
      return row === null ? null : toDeliveryRow(row);
    },
    async resolveAll(digestId, outcome, now) {
      const rows = await db.$queryRaw<{ id: bigint }[]>`
        UPDATE delivery d SET
          state = (CASE WHEN ${outcome} = 'sent' THEN 'sent' ELSE 'queued' END)::delivery_state,
          sent_at = CASE WHEN ${outcome} = 'sent' THEN ${now}::timestamptz END,
          detail = CASE WHEN ${outcome} = 'sent' THEN 'resolved by an admin: it arrived' END
        FROM delivery_by_state u
        WHERE u.digest_id = ${digestId} AND u.state = 'unknown' AND d.id = u.delivery_id AND d.state = 'unknown'
          AND (${outcome} = 'sent' OR d.subscriber_id IS NOT NULL)
        RETURNING d.id`;
      return rows.map(({ id }) => String(id));
    },
    async byId(id) {
      const row = await db.delivery.findUnique({
        where: { id: BigInt(id) },
        include: { digest: { select: { asOf: true } } },
      });
      if (row === null) return null;
      return {
        ...toDeliveryRow(row),
        asOf: row.digest.asOf,
        introduced: row.introduced,
        paperIds: row.paperIds,
        subjectIds: row.subjectIds,
      };
    },
    silentSince: (subscriberIds, before) => silentSince(db, subscriberIds, before),
    async hasDigestSince(subscriberId, since) {
      const found = await db.delivery.findFirst({
        where: {
          subscriberId,
          digest: { origin: { not: welcomeOrigin }, body: null, createdAt: { gte: since } },
        },
        select: { id: true },
      });
      if (found !== null) return true;
      // Of deliveries that are no longer kept it is known in which months there were papers; the first is the
      // welcome's.
      const month = new Date(Date.UTC(since.getUTCFullYear(), since.getUTCMonth() + 1));
      return (await db.sentPapers.count({ where: { subscriberId, month: { gte: month } } })) > 0;
    },
    async lastSentTo(subscriberId) {
      const row = await db.delivery.findFirst({
        where: { subscriberId, state: 'sent' },
        orderBy: { digestId: 'desc' },
        select: { id: true },
      });
      return row === null ? null : String(row.id);
    },
    async ofSubscriber({ subscriberId, before, limit }) {
      const rows = await db.delivery.findMany({
        where: { subscriberId, ...(before === null ? {} : { digestId: { lt: before } }) },
        orderBy: { digestId: 'desc' },
        take: limit,
      });
      return rows.map((row) => ({
        ...toDeliveryRow(row),
        createdAt: row.createdAt,
        papers: row.paperIds.length,
      }));
    },
    async deliveriesOfDigest(query) {
      const page = await readDeliveryPage(db, { ...query, domain: null });
      return page.map(({ email: _, ...row }) => row);
    },
  };
}

/** The papers of what failed may be chosen for other digests: that must be over, or wait. */
async function lockReadersOfFailed(db: Db, digestId: number): Promise<void> {
  await db.$queryRaw`
    SELECT s.id FROM delivery_by_state f JOIN delivery d ON d.id = f.delivery_id JOIN subscriber s ON s.id = d.subscriber_id
    WHERE f.digest_id = ${digestId} AND f.state = 'failed' ORDER BY s.id FOR UPDATE OF s`;
}

/**
 * Takes papers out of deliveries that were failed and are queued again where another digest has brought them, or is
 * about to; a delivery that has none left is `skipped`. Returns the ids of the others.
 */
async function withoutRepeats(db: Db, queued: readonly { id: bigint }[]): Promise<string[]> {
  if (queued.length === 0) return [];
  const ids = queued.map(({ id }) => id);
  const skipped = await db.$queryRaw<{ id: bigint; state: string }[]>`
    UPDATE delivery d SET paper_ids = k.papers, subject_ids = k.subjects,
      state = (CASE WHEN cardinality(k.papers) = 0 THEN 'skipped' ELSE 'queued' END)::delivery_state,
      detail = CASE WHEN cardinality(k.papers) = 0 THEN 'its papers came with another digest' ELSE d.detail END
    FROM (
      SELECT f.id, bool_or(c.elsewhere) AS changed,
        coalesce(array_agg(c.paper ORDER BY c.place) FILTER (WHERE NOT c.elsewhere), '{}') AS papers,
        coalesce(array_agg(c.subject ORDER BY c.place) FILTER (WHERE NOT c.elsewhere), '{}') AS subjects
      FROM delivery f CROSS JOIN LATERAL (
        SELECT t.paper, t.subject, t.place, EXISTS (
          SELECT FROM delivery o
          WHERE o.subscriber_id = f.subscriber_id AND o.digest_id <> f.digest_id AND t.paper = ANY (o.paper_ids)
            AND o.state IN ('queued', 'sending', 'sent', 'unknown')) AS elsewhere
        FROM unnest(f.paper_ids, f.subject_ids) WITH ORDINALITY AS t(paper, subject, place)) c
      WHERE f.id = ANY (${ids}::bigint[]) GROUP BY f.id) k
    WHERE d.id = k.id AND k.changed
    RETURNING d.id, d.state::text`;
  const over = new Set(skipped.filter(({ state }) => state === 'skipped').map(({ id }) => id));
  return ids.filter((id) => !over.has(id)).map(String);
}
