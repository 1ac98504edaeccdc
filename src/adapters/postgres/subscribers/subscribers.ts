import type { SubscriberStore } from '../../../app/subscribers/subscriber-stores.ts';
import { storedLanguage } from '../../../domain/languages/index.ts';
import { readerOrigin, welcomeOrigin } from '../../../domain/sending/digest-origin.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { addressHash } from '../address-hash.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';
import { setInterests, toInterests, withInterests } from './interests.ts';
import { asColumns, preferenceColumns } from './preference-columns.ts';
import { countByStatus, findSubscriberIds, listSubscriberIds } from './subscriber-search.ts';

type Row = Prisma.SubscriberGetPayload<{ include: typeof withInterests }>;

/** Subscribers as everybody knows them; when each was last sent a digest is told by the deliveries. */
async function toSubscribers(db: Db, rows: readonly Row[]): Promise<Subscriber[]> {
  const besides = await readBesides(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const {
      interests,
      addressHash: _hash,
      updatedAt: _updated,
      lastPlannedAt: _planned,
      caughtUpAt: _caughtUp,
      ...fields
    } = row;
    return {
      ...fields,
      language: storedLanguage(fields.language),
      interests: toInterests(interests),
      tags: besides.get(row.id)?.tags ?? [],
      lastDigestAt: besides.get(row.id)?.at ?? null,
    };
  });
}

type Besides = { id: number; at: Date | null; tags: string[] };

/** The instant of the last digest that went to each of these, or may have, and their tags. */
async function readBesides(db: Db, ids: readonly number[]): Promise<Map<number, Besides>> {
  if (ids.length === 0) return new Map();
  const rows = await db.$queryRaw<Besides[]>`
    SELECT r.id, ARRAY (
      SELECT t.name FROM subscriber_tag st JOIN tag t ON t.id = st.tag_id WHERE st.subscriber_id = r.id ORDER BY t.key
    ) AS tags, (
      -- The newest alone: lists of a million readers are exported.
      SELECT g.as_of FROM delivery d JOIN digest g ON g.id = d.digest_id
      WHERE d.subscriber_id = r.id AND d.state IN ('sent', 'unknown') AND g.origin <> ${welcomeOrigin} ORDER BY d.digest_id DESC LIMIT 1) AS at
    FROM unnest(${[...ids]}::int[]) AS r(id)`;
  return new Map(rows.map((row) => [row.id, row]));
}

export function subscriberStore(db: Db, salt: Uint8Array): SubscriberStore {
  return {
    async byId(id) {
      const row = await db.subscriber.findUnique({ where: { id }, include: withInterests });
      return row === null ? null : ((await toSubscribers(db, [row]))[0] ?? null);
    },
    async byEmail(email) {
      const row = await db.subscriber.findUnique({ where: { email }, include: withInterests });
      return row === null ? null : ((await toSubscribers(db, [row]))[0] ?? null);
    },
    async byEmails(emails) {
      const hashes = emails.map((email) => addressHash(salt, email));
      const rows = await db.subscriber.findMany({
        where: { addressHash: { in: hashes } },
        include: withInterests,
      });
      return await toSubscribers(db, rows);
    },
    async list(query) {
      const rows = await db.subscriber.findMany({
        where: { id: { in: await listSubscriberIds(db, query) } },
        include: withInterests,
        orderBy: { id: 'asc' },
      });
      return await toSubscribers(db, rows);
    },
    async find(query) {
      const ids = await findSubscriberIds(db, query);
      const rows = await db.subscriber.findMany({
        where: { id: { in: ids } },
        include: withInterests,
      });
      const place = new Map(ids.map((id, index) => [id, index]));
      rows.sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
      return await toSubscribers(db, rows);
    },
    countsOf: (filter) => countByStatus(db, filter),
    countByStatus: () => countByStatus(db, {}),
    async ensure({ email, name, choices }) {
      // One statement for the known and the unknown address, so that both take the same time.
      const [row] = await db.$queryRaw<{ id: number; added: boolean }[]>`
        INSERT INTO subscriber (email, address_hash, name, updated_at, ${preferenceColumns})
        SELECT ${email}, ${addressHash(salt, email)}, ${name}, now(), ${preferenceColumns}
        FROM jsonb_populate_record(NULL::subscriber, ${JSON.stringify(asColumns(choices))}::jsonb)
        ON CONFLICT (address_hash) DO UPDATE SET updated_at = now()
        RETURNING id, xmax = 0 AS added`;
      if (row === undefined) throw new Error('INSERT … RETURNING returned nothing');
      if (row.added) await setInterests(db, row.id, choices.interests);
      return row;
    },
    async choose(id, { interests, ...fields }, nextDueAt) {
      await db.subscriber.update({ where: { id }, data: { ...fields, nextDueAt } });
      if (interests !== undefined) await setInterests(db, id, interests);
    },
    async activate(id, now, nextDueAt) {
      await db.subscriber.update({
        where: { id },
        data: { status: 'active', confirmedAt: now, unsubscribedAt: null, pausedUntil: null, nextDueAt },
      });
    },
    async resume(id, nextDueAt) {
      const { count } = await db.subscriber.updateMany({
        where: { id, status: 'unsubscribed', confirmedAt: { not: null } },
        data: { status: 'active', unsubscribedAt: null, nextDueAt },
      });
      return count === 1;
    },
    async changeAddress(id, email) {
      const hash = addressHash(salt, email);
      const moved = await db.$executeRaw`
        UPDATE subscriber SET email = ${email}, address_hash = ${hash}, updated_at = now()
        WHERE id = ${id} AND NOT EXISTS (SELECT FROM subscriber o WHERE o.address_hash = ${hash} AND o.id <> ${id})`;
      return moved === 1;
    },
    async pause(id, pausedUntil, nextDueAt) {
      const { count } = await db.subscriber.updateMany({
        where: { id, status: 'active' },
        data: { pausedUntil, nextDueAt },
      });
      return count === 1;
    },
    async deactivate(id, status, now) {
      await db.subscriber.updateMany({
        where: { id },
        data: { status, nextDueAt: null, ...(status === 'unsubscribed' ? { unsubscribedAt: now } : {}) },
      });
    },
    async erase(id) {
      // `sending` rows keep their state: a worker has them in hand and will write what came of it.
      await db.$executeRaw`
        UPDATE delivery SET state = 'suppressed', detail = 'erased' WHERE subscriber_id = ${id} AND state = 'queued'`;
      await db.$executeRaw`UPDATE delivery SET paper_ids = '{}', subject_ids = '{}' WHERE subscriber_id = ${id}`;
      await db.bulkMember.deleteMany({ where: { subscriberId: id } });
      // The key of what is one reader's alone names them.
      await db.$executeRaw`
        UPDATE digest SET subscriber_ids = array_remove(subscriber_ids, ${id}),
          idempotency_key = CASE WHEN origin IN (${welcomeOrigin}, ${readerOrigin}) THEN NULL ELSE idempotency_key END
        WHERE ${id} = ANY (subscriber_ids)`;
      await db.subscriber.deleteMany({ where: { id } });
    },
    async rememberUnsubscribed(id) {
      await db.$executeRaw`
        INSERT INTO past_unsubscribe (address_hash, day)
        SELECT address_hash, (coalesce(unsubscribed_at, created_at) AT TIME ZONE 'UTC')::date FROM subscriber WHERE id = ${id}
        ON CONFLICT (address_hash) DO UPDATE SET day = excluded.day`;
      await db.$executeRaw`
        UPDATE suppression x SET email = NULL, note = NULL
        FROM subscriber s WHERE s.id = ${id} AND x.address_hash = s.address_hash`;
    },
    async papersSentLongAgo(subscriberId) {
      const rows = await db.sentPapers.findMany({ where: { subscriberId }, orderBy: { month: 'asc' } });
      return rows.map(({ month, paperIds }) => ({
        month: month.toISOString().slice(0, 10),
        paperIds: paperIds.toSorted((a, b) => a - b),
      }));
    },
    async addEvent(subscriberId, { kind, actor, detail, at }) {
      await db.subscriberEvent.create({
        data: {
          subscriberId,
          kind,
          actor,
          at,
          detail: JSON.parse(JSON.stringify(detail)) as Prisma.InputJsonObject,
        },
      });
    },
    async events(subscriberId) {
      const rows = await db.subscriberEvent.findMany({
        where: { subscriberId },
        orderBy: [{ at: 'asc' }, { id: 'asc' }],
      });
      return rows.map(({ kind, actor, detail, at }) => ({
        kind,
        actor,
        at,
        detail: detail !== null && typeof detail === 'object' && !Array.isArray(detail) ? detail : {},
      }));
    },
    async deliveriesOf(subscriberId) {
      const rows = await db.delivery.findMany({ where: { subscriberId }, orderBy: { digestId: 'asc' } });
      return rows.map(({ digestId, state, sentAt, createdAt, attempt, messageId, detail, paperIds }) => ({
        digestId,
        state,
        at: sentAt ?? createdAt,
        attempts: attempt,
        messageId,
        detail,
        paperIds,
      }));
    },
  };
}
