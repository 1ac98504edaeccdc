import type { PaperEditing } from '../../../app/papers/paper-stores.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { toPaper, withDetails } from './paper-rows.ts';
import { wordsSql } from './search-sql.ts';

export function paperEditing(db: Db): PaperEditing {
  return {
    async edit(id, change) {
      const { count } = await db.paper.updateMany({ where: { id }, data: change });
      return count > 0;
    },
    async pinned(asOf) {
      const rows = await db.paper.findMany({
        where: { pinnedAt: { lte: asOf }, hidden: false, withdrawn: false },
        include: withDetails,
        orderBy: [{ pinnedAt: 'desc' }, { id: 'desc' }],
      });
      return rows.map(toPaper);
    },
    async forEditor({ query, only, page, limit }) {
      const conditions = [Prisma.sql`true`];
      if (only === 'pinned') conditions.push(Prisma.sql`p.pinned_at IS NOT NULL`);
      if (only === 'hidden') conditions.push(Prisma.sql`p.hidden`);
      if (query !== null)
        conditions.push(
          Prisma.sql`(p.search @@ ${wordsSql(query)} OR p.arxiv_id = ${query.replace(/v\d+$/, '')} OR p.id::text = ${query})`,
        );
      const where = Prisma.join(conditions, ' AND ');
      const order =
        query === null
          ? Prisma.sql`coalesce(p.pinned_at, p.fresh_at) DESC, p.id DESC`
          : Prisma.sql`ts_rank_cd(p.search, ${wordsSql(query)}, 1) DESC, p.fresh_at DESC, p.id DESC`;
      const rows = await db.$queryRaw<{ id: number }[]>`
        SELECT p.id FROM paper p WHERE ${where} ORDER BY ${order} LIMIT ${limit} OFFSET ${(page - 1) * limit}`;
      const [counted] = await db.$queryRaw<
        { total: number }[]
      >`SELECT count(*)::int AS total FROM paper p WHERE ${where}`;
      const ids = rows.map(({ id }) => id);
      const found = await db.paper.findMany({ where: { id: { in: ids } }, include: withDetails });
      const byId = new Map(found.map((row) => [row.id, toPaper(row)]));
      return { items: ids.flatMap((id) => byId.get(id) ?? []), total: counted?.total ?? 0 };
    },
  };
}
