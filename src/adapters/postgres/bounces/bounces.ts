import type { BounceEvent, BounceStore } from '../../../app/bounces/bounce-stores.ts';
import type { BounceMatch } from '../../../domain/bounces/bounce-match.ts';
import type { BounceOrigin } from '../../../domain/bounces/bounce-origin.ts';
import type { BounceReason } from '../../../domain/bounces/bounce-reason.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';

// All but the message itself, which may be large, and whether there is one.
const columns = {
  id: true,
  origin: true,
  kind: true,
  reason: true,
  status: true,
  subscriberId: true,
  deliveryId: true,
  matchedBy: true,
  at: true,
} satisfies Prisma.BounceEventSelect;

// Only this file writes these texts, from the types that it gives them back as.
function toEvent(row: Prisma.BounceEventGetPayload<{ select: typeof columns }>): BounceEvent {
  return {
    ...row,
    id: String(row.id),
    deliveryId: row.deliveryId === null ? null : String(row.deliveryId),
    origin: row.origin as BounceOrigin,
    reason: row.reason as BounceReason,
    matchedBy: row.matchedBy as BounceMatch | null,
    // By the constraint of the table, and because each that is not matched is kept.
    kept: row.matchedBy === null,
  };
}

export function bounceStore(db: Db): BounceStore {
  return {
    async recordEvent({ deliveryId, eventHash, raw, ...event }) {
      const { count } = await db.bounceEvent.createMany({
        data: {
          ...event,
          deliveryId: deliveryId === null ? null : BigInt(deliveryId),
          eventHash: new Uint8Array(eventHash),
          raw: raw === null ? null : new Uint8Array(raw),
        },
        skipDuplicates: true,
      });
      return count > 0;
    },
    async softSince(subscriberId) {
      // By when the messages were sent: a later one may come back at once, an earlier one after days of trying.
      const rows = await db.$queryRaw<{ at: Date }[]>`
        WITH soft AS (
          SELECT e.at, coalesce(d.sent_at, e.at) AS sent_at
          FROM bounce_event e LEFT JOIN delivery d ON d.id = e.delivery_id
          WHERE e.subscriber_id = ${subscriberId} AND e.kind = 'soft'
        ), through AS (
          SELECT max(d.sent_at) AS sent_at FROM delivery d
          WHERE d.subscriber_id = ${subscriberId} AND d.state = 'sent'
            AND d.sent_at < (SELECT max(sent_at) FROM soft)
            AND NOT EXISTS (SELECT FROM bounce_event e WHERE e.delivery_id = d.id AND e.kind IN ('hard', 'soft'))
        )
        SELECT soft.at FROM soft, through
        WHERE through.sent_at IS NULL OR soft.sent_at > through.sent_at ORDER BY soft.at`;
      return rows.map(({ at }) => at);
    },
    async list({ kind, matched, origin = null, before, limit }) {
      const rows = await db.bounceEvent.findMany({
        where: {
          ...(before === null ? {} : { id: { lt: BigInt(before) } }),
          ...(kind === null ? {} : { kind }),
          ...(origin === null ? {} : { origin }),
          ...(matched === null ? {} : { matchedBy: matched ? { not: null } : null }),
        },
        orderBy: { id: 'desc' },
        take: limit,
        select: columns,
      });
      return rows.map(toEvent);
    },
    async eventsOf(subscriberId) {
      const rows = await db.bounceEvent.findMany({
        where: { subscriberId },
        orderBy: { id: 'asc' },
        select: columns,
      });
      return rows.map(toEvent);
    },
    async barredBy(digestId) {
      // A refusal names the digest; what came back by mail or by a provider was noted at the same moment.
      const rows = await db.$queryRaw<{ id: number }[]>`
        SELECT s.id FROM delivery d
        JOIN subscriber s ON s.id = d.subscriber_id AND s.status = 'bounced'
        CROSS JOIN LATERAL (
          SELECT e.at, e.detail FROM subscriber_event e WHERE e.subscriber_id = s.id AND e.kind = 'bounced'
          ORDER BY e.at DESC, e.id DESC LIMIT 1) AS last
        WHERE d.digest_id = ${digestId}
          AND (last.detail->>'digestId' = ${String(digestId)}
            OR EXISTS (SELECT FROM bounce_event b WHERE b.delivery_id = d.id AND b.subscriber_id = s.id AND b.at = last.at))
        ORDER BY s.id`;
      return rows.map(({ id }) => id);
    },
    async raw(id) {
      const row = await db.bounceEvent.findUnique({ where: { id: BigInt(id) }, select: { raw: true } });
      return row?.raw ?? null;
    },
    async forgetUnmatched(before, keep) {
      return await db.$executeRaw`
        DELETE FROM bounce_event WHERE matched_by IS NULL AND (at < ${before} OR id <= (
          SELECT id FROM bounce_event WHERE matched_by IS NULL ORDER BY id DESC OFFSET ${keep} LIMIT 1))`;
    },
  };
}
