import type { OrderField, SubscriberPlace } from '../../../app/subscribers/list/subscriber-order.ts';
import type { SubscriberFilter, SubscriberQuery } from '../../../app/subscribers/subscriber-stores.ts';
import { type SubscriberStatus, subscriberStatuses } from '../../../domain/subscribers/subscriber.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** A search as LIKE takes it: its wildcards stand for themselves. */
function literal(search: string): string {
  return search.replace(/[\\%_]/g, '\\$&');
}

/**
 * A filter as a condition on `subscriber s`. The index of address and name holds groups of three letters, so that a
 * shorter search can only use it as a beginning.
 */
export async function filterSql(db: Db, filter: Partial<SubscriberFilter>): Promise<Prisma.Sql> {
  const {
    search = null,
    status = null,
    cadence = null,
    language = null,
    topicId = null,
    tagId = null,
  } = filter;
  const conditions = [Prisma.sql`true`];
  if (search !== null) {
    const pattern = `${search.length < 3 ? '' : '%'}${literal(search)}%`;
    conditions.push(Prisma.sql`(s.email::text ILIKE ${pattern} OR s.name ILIKE ${pattern})`);
  }
  if (status !== null) conditions.push(Prisma.sql`s.status = ${status}::subscriber_status`);
  if (cadence !== null) conditions.push(Prisma.sql`s.cadence = ${cadence}::cadence`);
  if (language !== null) conditions.push(Prisma.sql`s.language = ${language}`);
  if (topicId !== null) {
    // Looked up before, so that the planner knows how many follow it.
    const subject = await db.subject.findUnique({ where: { topicId }, select: { id: true } });
    conditions.push(
      Prisma.sql`s.id IN (SELECT i.subscriber_id FROM interest i WHERE i.subject_id = ${subject?.id ?? 0})`,
    );
  }
  if (tagId !== null)
    conditions.push(
      Prisma.sql`s.id IN (SELECT st.subscriber_id FROM subscriber_tag st WHERE st.tag_id = ${tagId})`,
    );
  return Prisma.join(conditions, ' AND ');
}

/** Ids of the subscribers that fit, in the order that is asked for. */
export async function findSubscriberIds(
  db: Db,
  { filter, order, after, limit, total = Number.POSITIVE_INFINITY }: SubscriberQuery,
): Promise<number[]> {
  const { by, descending } = order;
  const direction = Prisma.raw(descending ? 'DESC' : 'ASC');
  const beyond = Prisma.raw(descending ? '<' : '>');
  const place = after === null ? Prisma.sql`true` : placeSql[by](after, beyond);
  const isFew = total <= few && Object.values(filter).some((value) => value !== null);
  const rows = await db.$queryRaw<{ id: number }[]>`
    SELECT id FROM (
      SELECT s.id, ${columns[by]} AS key FROM subscriber s WHERE ${await filterSql(db, filter)}
      ${isFew || by === 'last-digest' ? apart : Prisma.empty}
    ) AS found WHERE ${place} ORDER BY key ${direction}, id ${direction} LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/**
 * So many at most are all sought and then put in order. The planner would rather go through everybody in that order
 * until it has met enough who fit, which is long where they stand at its end.
 */
const few = 20_000;
/** Keeps the planner from joining a query with the one around it. */
const apart = Prisma.sql`OFFSET 0`;

/** What each order goes by; null sorts nothing. */
const columns: Record<OrderField, Prisma.Sql> = {
  joined: Prisma.sql`s.id`,
  address: Prisma.sql`s.email`,
  status: Prisma.sql`s.status`,
  'last-digest': Prisma.sql`coalesce((
    SELECT g.as_of FROM delivery d JOIN digest g ON g.id = d.digest_id
    WHERE d.subscriber_id = s.id AND d.state IN ('sent', 'unknown') ORDER BY d.digest_id DESC LIMIT 1), '-infinity')`,
};

/** What lies beyond a place. */
const placeSql: Record<OrderField, (place: SubscriberPlace, beyond: Prisma.Sql) => Prisma.Sql> = {
  joined: ({ id }, beyond) => Prisma.sql`id ${beyond} ${id}`,
  address: ({ key }, beyond) => Prisma.sql`key ${beyond} ${key}::citext`,
  status: ({ id, key }, beyond) => Prisma.sql`(key, id) ${beyond} (${key}::subscriber_status, ${id})`,
  'last-digest': ({ id, key }, beyond) =>
    Prisma.sql`(key, id) ${beyond} (${key || '-infinity'}::timestamptz, ${id})`,
};

/** How many fit, whatever the filter says of their status, by that. */
export async function countByStatus(
  db: Db,
  filter: Partial<SubscriberFilter>,
): Promise<Record<SubscriberStatus, number>> {
  const rows = await db.$queryRaw<{ status: SubscriberStatus; count: number }[]>`
    SELECT s.status::text, count(*)::int AS count FROM subscriber s
    WHERE ${await filterSql(db, { ...filter, status: null })} GROUP BY s.status`;
  const counts = new Map(rows.map(({ status, count }) => [status, count]));
  return Object.fromEntries(subscriberStatuses.map((status) => [status, counts.get(status) ?? 0])) as Record<
    SubscriberStatus,
    number
  >;
}

/** Ids of those that fit, by id, beginning after one. */
export async function listSubscriberIds(
  db: Db,
  { filter, after, limit }: { filter: SubscriberFilter; after: number; limit: number },
): Promise<number[]> {
  const rows = await db.$queryRaw<{ id: number }[]>`
    SELECT s.id FROM subscriber s WHERE ${await filterSql(db, filter)} AND s.id > ${after} ORDER BY s.id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}
