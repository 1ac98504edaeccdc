import type { BulkChange, BulkStore } from '../../../app/subscribers/bulk/bulk-store.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { filterSql } from './subscriber-search.ts';

/** With the name of the tag, and how many are left. */
async function changesWhere(db: Db, condition: Prisma.Sql): Promise<BulkChange[]> {
  return await db.$queryRaw<BulkChange[]>`
    SELECT c.id, c.kind::text, c.state::text, c.tag_id AS "tagId", t.name AS tag, c.total, c.changed, c.actor,
      c.created_at AS "createdAt", c.ended_at AS "endedAt",
      (SELECT count(*) FROM bulk_member m WHERE m.change_id = c.id)::int AS left
    FROM bulk_change c LEFT JOIN tag t ON t.id = c.tag_id WHERE ${condition} ORDER BY c.id`;
}

export function bulkStore(db: Db): BulkStore {
  return {
    async begin({ kind, tagId, filter, statuses, actor, at }) {
      const { id } = await db.bulkChange.create({
        data: { kind, tagId, total: 0, actor, createdAt: at },
        select: { id: true },
      });
      const concerned =
        statuses === null
          ? Prisma.sql`true`
          : Prisma.sql`s.status = ANY (${[...statuses]}::subscriber_status[])`;
      const total = await db.$executeRaw`
        INSERT INTO bulk_member (change_id, subscriber_id)
        SELECT ${id}, s.id FROM subscriber s WHERE ${await filterSql(db, filter)} AND ${concerned}`;
      await db.bulkChange.update({ where: { id }, data: { total } });
      return { id, total };
    },
    async byId(id) {
      return (await changesWhere(db, Prisma.sql`c.id = ${id}`))[0] ?? null;
    },
    async listRunning() {
      return await changesWhere(db, Prisma.sql`c.state = 'running'`);
    },
    async lockRunning(id) {
      const [row] = await db.$queryRaw<Pick<BulkChange, 'kind' | 'tagId'>[]>`
        SELECT kind::text, tag_id AS "tagId" FROM bulk_change WHERE id = ${id} AND state = 'running' FOR UPDATE`;
      return row ?? null;
    },
    async nextMembers(changeId, limit) {
      const rows = await db.bulkMember.findMany({
        where: { changeId },
        orderBy: { subscriberId: 'asc' },
        take: limit,
        select: { subscriberId: true },
      });
      return rows.map(({ subscriberId }) => subscriberId);
    },
    async leave(changeId, subscriberIds, changed) {
      await db.bulkMember.deleteMany({ where: { changeId, subscriberId: { in: [...subscriberIds] } } });
      await db.bulkChange.update({ where: { id: changeId }, data: { changed: { increment: changed } } });
    },
    async end(id, state, at) {
      const { count } = await db.bulkChange.updateMany({
        where: { id, state: 'running' },
        data: { state, endedAt: at },
      });
      if (count > 0) await db.bulkMember.deleteMany({ where: { changeId: id } });
      return count > 0;
    },
  };
}
