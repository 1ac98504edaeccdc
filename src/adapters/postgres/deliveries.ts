import type { DeliveryRow, DeliveryStore } from '../../app/ports.ts';
import type { Db } from './client.ts';
import { beginDeliveries, finishDeliveries } from './delivery-attempts.ts';
import type { Prisma } from './generated/client.ts';

/** How long a queued delivery counts as given out to a job before it is given out again. */
const givenOutMs = 10 * 60_000;

function toRow(row: Prisma.DeliveryGetPayload<object>): DeliveryRow {
  const { id, digestId, subscriberId, state, attempt, messageId, nextAttemptAt, sentAt, detail } = row;
  return { id: String(id), digestId, subscriberId, state, attempt, messageId, nextAttemptAt, sentAt, detail };
}

export function deliveryStore(db: Db): DeliveryStore {
  return {
    begin: (...input) => beginDeliveries(db, ...input),
    finish: (results) => finishDeliveries(db, results),

    async plan(digestId, deliveries, now) {
      const rows = deliveries.map(({ subscriberId, state, choices, detail }) => ({
        subscriberId,
        state,
        detail,
        paperIds: `{${choices.map((choice) => choice.paperId).join(',')}}`,
        topicIds: `{${choices.map((choice) => choice.topicId).join(',')}}`,
      }));
      const planned = await db.$queryRaw<{ id: bigint; state: string }[]>`
        INSERT INTO delivery (digest_id, subscriber_id, state, detail, paper_ids, topic_ids, lease_until)
        SELECT ${digestId}, "subscriberId", state::delivery_state, detail, "paperIds"::int[], "topicIds"::int[],
          CASE WHEN state = 'queued' THEN ${new Date(now.getTime() + givenOutMs)}::timestamptz END
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          AS t("subscriberId" int, state text, detail text, "paperIds" text, "topicIds" text)
        ON CONFLICT (digest_id, subscriber_id) DO NOTHING
        RETURNING id, state::text`;
      return planned.filter(({ state }) => state === 'queued').map(({ id }) => String(id));
    },
    async reschedule(readers, asOf) {
      await db.$executeRaw`
        UPDATE subscriber s
        SET next_due_at = t."nextDueAt", last_digest_at = greatest(s.last_digest_at, ${asOf}::timestamptz)
        FROM jsonb_to_recordset(${JSON.stringify(readers)}::jsonb) AS t(id int, "nextDueAt" timestamptz)
        WHERE s.id = t.id`;
    },
    async expireLeases(now) {
      return await db.$executeRaw`
        UPDATE delivery SET state = 'unknown', lease_until = NULL,
          detail = 'the worker ended while the message was on its way'
        WHERE state = 'sending' AND lease_until < ${now}`;
    },
    async takeStranded(now, limit) {
      const rows = await db.$queryRaw<{ id: bigint; digest_id: number }[]>`
        UPDATE delivery d SET lease_until = ${new Date(now.getTime() + givenOutMs)}
        WHERE d.id IN (
          SELECT d.id FROM delivery d JOIN digest g ON g.id = d.digest_id
          WHERE d.state = 'queued' AND d.lease_until < ${now} AND g.status IN ('planning', 'sending')
            AND (d.next_attempt_at IS NULL OR d.next_attempt_at <= ${now})
          ORDER BY d.id LIMIT ${limit} FOR UPDATE OF d SKIP LOCKED)
        RETURNING d.id, d.digest_id`;
      const byDigest = Map.groupBy(rows, (row) => row.digest_id);
      return [...byDigest].map(([digestId, found]) => ({ digestId, ids: found.map(({ id }) => String(id)) }));
    },
    async queuedIds(digestId) {
      const rows = await db.delivery.findMany({
        where: { digestId, state: 'queued' },
        select: { id: true },
        orderBy: { id: 'asc' },
      });
      return rows.map(({ id }) => String(id));
    },
    async requeueFailed(digestId) {
      const rows = await db.$queryRaw<{ id: bigint }[]>`
        UPDATE delivery d SET state = 'queued', attempt = 0, next_attempt_at = NULL, detail = NULL,
          lease_until = now() + ${`${givenOutMs} milliseconds`}::interval
        WHERE d.digest_id = ${digestId} AND d.state = 'failed' AND d.subscriber_id IS NOT NULL
        RETURNING d.id`;
      return rows.map(({ id }) => String(id));
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
              { state: 'queued', leaseUntil: new Date(now.getTime() + givenOutMs), detail: null },
      });
      if (count === 0) return null;
      const row = await db.delivery.findUnique({ where: { id: BigInt(id) } });
      return row === null ? null : toRow(row);
    },
    async byId(id) {
      const row = await db.delivery.findUnique({
        where: { id: BigInt(id) },
        include: { digest: { select: { asOf: true } } },
      });
      if (row === null) return null;
      return { ...toRow(row), asOf: row.digest.asOf, paperIds: row.paperIds, topicIds: row.topicIds };
    },
    async list({ digestId, state, after, limit }) {
      const rows = await db.delivery.findMany({
        where: { digestId, id: { gt: BigInt(after) }, ...(state === null ? {} : { state }) },
        orderBy: { id: 'asc' },
        take: limit,
      });
      return rows.map(toRow);
    },
  };
}
