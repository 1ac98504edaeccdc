import type { BegunDelivery, DeliveryStore } from '../../app/ports.ts';
import type { Cadence } from '../../domain/cadence.ts';
import type { Db } from './client.ts';

type Row = {
  id: bigint;
  digest_id: number;
  subscriber_id: number;
  email: string;
  timezone: string;
  cadence: Cadence;
  attempt: number;
  message_id: string;
  as_of: Date;
  paper_ids: number[];
  topic_ids: number[];
  followed: number[];
};

/**
 * The step before the first byte, in one statement: whoever may still be mailed becomes `sending` with attempt,
 * Message-ID and lease; whoever may not becomes `suppressed`. Rows that another worker holds are left to it.
 */
export async function beginDeliveries(
  db: Db,
  ids: readonly string[],
  now: Date,
  leaseUntil: Date,
  messageIdDomain: string,
): Promise<BegunDelivery[]> {
  const rows = await db.$queryRaw<Row[]>`
    WITH due AS (
      SELECT d.id,
        CASE WHEN s.id IS NULL THEN 'erased'
             WHEN s.status <> 'active' THEN s.status::text
             WHEN EXISTS (SELECT FROM suppression x WHERE x.address_hash = s.address_hash) THEN 'address suppressed'
        END AS barred
      FROM delivery d
      JOIN digest g ON g.id = d.digest_id AND g.status IN ('planning', 'sending')
      LEFT JOIN subscriber s ON s.id = d.subscriber_id
      WHERE d.id = ANY (${ids.map(BigInt)}::bigint[]) AND d.state = 'queued'
        AND (d.next_attempt_at IS NULL OR d.next_attempt_at <= ${now})
      FOR UPDATE OF d SKIP LOCKED
    ), begun AS (
      UPDATE delivery d SET
        state = (CASE WHEN due.barred IS NULL THEN 'sending' ELSE 'suppressed' END)::delivery_state,
        detail = due.barred,
        attempt = CASE WHEN due.barred IS NULL THEN d.attempt + 1 ELSE d.attempt END,
        message_id = coalesce(d.message_id, '<digest-' || d.digest_id || '.' || d.id || '@' || ${messageIdDomain}::text || '>'),
        lease_until = CASE WHEN due.barred IS NULL THEN ${leaseUntil}::timestamptz END,
        next_attempt_at = NULL
      FROM due WHERE d.id = due.id
      RETURNING d.*
    )
    SELECT b.id, b.digest_id, b.subscriber_id, s.email::text, s.timezone, coalesce(g.cadence, s.cadence) AS cadence,
      b.attempt, b.message_id, g.as_of, b.paper_ids, b.topic_ids,
      ARRAY(SELECT i.topic_id FROM interest i WHERE i.subscriber_id = b.subscriber_id) AS followed
    FROM begun b JOIN digest g ON g.id = b.digest_id JOIN subscriber s ON s.id = b.subscriber_id
    WHERE b.state = 'sending' ORDER BY b.id`;
  return rows.map((row) => ({
    id: String(row.id),
    digestId: row.digest_id,
    subscriberId: row.subscriber_id,
    email: row.email,
    timezone: row.timezone,
    cadence: row.cadence,
    attempt: row.attempt,
    messageId: row.message_id,
    asOf: row.as_of,
    paperIds: row.paper_ids,
    topicIds: row.topic_ids,
    followed: row.followed,
  }));
}

/** How long after its due time a retry is left to its job before the sweep takes it up. */
const retryGraceMs = 60_000;

/** Writes outcomes; a delivery that is no longer in this attempt (its lease ended) keeps what it has. */
export async function finishDeliveries(
  db: Db,
  results: Parameters<DeliveryStore['finish']>[0],
): Promise<void> {
  const rows = results.map(({ delivery, outcome, retryAt, at }) => ({
    id: delivery.id,
    attempt: delivery.attempt,
    state: outcome.kind === 'retry' ? (retryAt === null ? 'failed' : 'queued') : outcome.kind,
    detail: outcome.reply.slice(0, 500),
    nextAttemptAt: retryAt,
    leaseUntil: retryAt === null ? null : new Date(retryAt.getTime() + retryGraceMs),
    sentAt: outcome.kind === 'sent' ? at : null,
  }));
  await db.$executeRaw`
    UPDATE delivery d SET
      state = (CASE WHEN t.state = 'queued' AND g.status = 'cancelled' THEN 'cancelled' ELSE t.state END)::delivery_state, detail = t.detail, sent_at = t."sentAt",
      next_attempt_at = t."nextAttemptAt", lease_until = t."leaseUntil"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS t(id bigint, attempt int, state text, detail text, "nextAttemptAt" timestamptz, "leaseUntil" timestamptz, "sentAt" timestamptz), digest g
    WHERE g.id = d.digest_id AND d.id = t.id AND d.state = 'sending' AND d.attempt = t.attempt`;
}
