import type { AddressedDelivery, DeliveryQuery } from '../../../app/digests/digest-report-store.ts';
import type { DeliveryState } from '../../../domain/sending/delivery.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** The next deliveries of a digest by id, of all or of those in one state. */
export async function readDeliveryPage(db: Db, query: DeliveryQuery): Promise<AddressedDelivery[]> {
  const { digestId, state, domain, after, limit } = query;
  const rows = await db.$queryRaw<(Omit<AddressedDelivery, 'id'> & { id: bigint })[]>`
    SELECT d.id, d.digest_id AS "digestId", d.subscriber_id AS "subscriberId", d.state::text, d.attempt,
      d.message_id AS "messageId", d.next_attempt_at AS "nextAttemptAt", d.sent_at AS "sentAt", d.detail,
      s.email::text AS email
    FROM ${placesSql(query)} LEFT JOIN subscriber s ON s.id = d.subscriber_id
    WHERE d.digest_id = ${digestId} AND d.id > ${after}::bigint
      ${state === null ? Prisma.empty : inStateSql(digestId, state)}
      ${domain === null ? Prisma.empty : Prisma.sql`AND s.email::text ILIKE ${`%@${literal(domain)}`}`}
    ORDER BY d.id LIMIT ${limit}`;
  return rows.map(({ id, ...row }) => ({ id: String(id), ...row }));
}

/**
 * Where those in a state are; there are others among them. No index has the states: those in which few are stand in a
 * table of their own, those on their way in their leases. For others a digest's deliveries are read in their order.
 */
function placesSql({ digestId, state, after }: DeliveryQuery): Prisma.Sql {
  switch (state) {
    case 'failed':
    case 'unknown':
    case 'suppressed':
      return Prisma.sql`delivery_by_state b JOIN delivery d ON d.id = b.delivery_id AND b.digest_id = ${digestId}
        AND b.state = ${state}::delivery_state AND b.at = '-infinity' AND b.delivery_id > ${after}::bigint`;
    case 'sending':
      return Prisma.sql`(SELECT DISTINCT unnest(delivery_ids) AS id FROM delivery_lease) l JOIN delivery d USING (id)`;
    case null:
    case 'queued':
    case 'sent':
    case 'skipped':
    case 'cancelled':
      return Prisma.sql`delivery d`;
  }
}

/** None of a digest's deliveries is read when by its tallies there is nothing to find. */
function inStateSql(digestId: number, state: DeliveryState): Prisma.Sql {
  return Prisma.sql`AND d.state = ${state}::delivery_state AND (
    SELECT sum(count) > 0 FROM digest_tally WHERE digest_id = ${digestId} AND state = ${state}::delivery_state)`;
}

/** A text as LIKE takes it: its wildcards stand for themselves. */
function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
