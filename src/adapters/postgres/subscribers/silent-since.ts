import type { Db } from '../client.ts';

/** See DeliveryStore. What may have arrived counts as a mail; announcements do not. */
export async function silentSince(
  db: Db,
  subscriberIds: readonly number[],
  before: Date,
): Promise<Map<number, Date>> {
  if (subscriberIds.length === 0) return new Map();
  const rows = await db.$queryRaw<{ id: number; since: Date | null }[]>`
    SELECT s.id, coalesce((
      SELECT max(g.as_of) FROM delivery d JOIN digest g ON g.id = d.digest_id
      WHERE d.subscriber_id = s.id AND g.as_of < ${before} AND g.body IS NULL AND d.state IN ('queued', 'sending', 'sent', 'unknown')
    ), s.confirmed_at) AS since
    FROM subscriber s WHERE s.id = ANY (${[...subscriberIds]}::int[])`;
  return new Map(rows.flatMap(({ id, since }) => (since === null ? [] : [[id, since] as const])));
}
