import type { SubscriberQuery } from '../../../app/subscribers/subscriber-stores.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** A search as LIKE takes it: its wildcards stand for themselves. */
function literal(search: string): string {
  return search.replace(/[\\%_]/g, '\\$&');
}

/**
 * Ids of the subscribers that fit, the newest first. The index of address and name holds groups of three letters, so
 * that a shorter search can only use it as a beginning.
 */
export async function findSubscriberIds(
  db: Db,
  { search, status, cadence, topicId, before, limit }: SubscriberQuery,
): Promise<number[]> {
  const conditions = [Prisma.sql`true`];
  if (search !== null) {
    const pattern = `${search.length < 3 ? '' : '%'}${literal(search)}%`;
    conditions.push(Prisma.sql`(s.email::text ILIKE ${pattern} OR s.name ILIKE ${pattern})`);
  }
  if (status !== null) conditions.push(Prisma.sql`s.status = ${status}::subscriber_status`);
  if (cadence !== null) conditions.push(Prisma.sql`s.cadence = ${cadence}::cadence`);
  if (topicId !== null)
    conditions.push(Prisma.sql`s.id IN (
      SELECT i.subscriber_id FROM interest i JOIN subject u ON u.id = i.subject_id WHERE u.topic_id = ${topicId})`);
  if (before !== null) conditions.push(Prisma.sql`s.id < ${before}`);
  const rows = await db.$queryRaw<{ id: number }[]>`
    SELECT s.id FROM subscriber s WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY s.id DESC LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}
