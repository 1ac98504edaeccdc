import type { EditorsOrder, PaperEditing, WaitingReader } from '../../../app/papers/paper-stores.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { anyTidied } from '../sent-papers.ts';
import { papersByIds } from './paper-rows.ts';
import { wordsSql } from './search-sql.ts';
import { storedScore } from './trends.ts';

const ordering: Record<EditorsOrder | 'pinned', Prisma.Sql> = {
  trending: Prisma.sql`${storedScore.week}, p.id DESC`,
  newest: Prisma.sql`p.fresh_at DESC, p.id DESC`,
  pinned: Prisma.sql`p.pinned_at DESC, p.id DESC`,
};

/** As the ranking counts: see `counts` in domain/ranking/reader-history.ts. */
const hasIt = Prisma.sql`d.state IN ('sent', 'unknown', 'sending', 'queued')`;

export function paperEditing(db: Db): PaperEditing {
  return {
    async edit(id, change) {
      const { count } = await db.paper.updateMany({ where: { id }, data: change });
      return count > 0;
    },
    async pinned(asOf) {
      const rows = await db.paper.findMany({
        where: { pinnedAt: { lte: asOf }, hidden: false, withdrawn: false },
        select: { id: true },
        orderBy: [{ pinnedAt: 'desc' }, { id: 'desc' }],
      });
      const ids = rows.map(({ id }) => id);
      return await papersByIds(db, ids);
    },
    async forEditor({ query, only, order, page, limit }) {
      const conditions = [Prisma.sql`true`];
      if (only === 'pinned') conditions.push(Prisma.sql`p.pinned_at IS NOT NULL`);
      if (only === 'hidden') conditions.push(Prisma.sql`p.hidden`);
      if (query !== null)
        conditions.push(
          Prisma.sql`(p.search @@ ${wordsSql(query)} OR p.arxiv_id = ${query.replace(/v\d+$/, '')} OR p.id::text = ${query})`,
        );
      const where = Prisma.join(conditions, ' AND ');
      const sorted =
        query === null
          ? ordering[only === 'pinned' ? 'pinned' : order]
          : Prisma.sql`ts_rank_cd(p.search, ${wordsSql(query)}, 1) DESC, p.fresh_at DESC, p.id DESC`;
      const rows = await db.$queryRaw<{ id: number }[]>`
        SELECT p.id FROM paper p LEFT JOIN paper_trend t ON t.paper_id = p.id
        WHERE ${where} ORDER BY ${sorted} LIMIT ${limit} OFFSET ${(page - 1) * limit}`;
      const [counted] = await db.$queryRaw<
        { total: number }[]
      >`SELECT count(*)::int AS total FROM paper p WHERE ${where}`;
      const ids = rows.map(({ id }) => id);
      return { items: await papersByIds(db, ids), total: counted?.total ?? 0 };
    },
    async reachOf(paperIds) {
      const [{ active } = { active: 0 }] = await db.$queryRaw<{ active: number }[]>`
        SELECT count(*)::int AS active FROM subscriber WHERE status = 'active'`;
      // By the digests that carried a paper: deliveries have no index by their papers.
      const rows = await db.$queryRaw<{ paper_id: number; had: number; on_the_way: number }[]>`
        SELECT paper_id, count(*) FILTER (WHERE arrived)::int AS had, count(*) FILTER (WHERE NOT arrived)::int AS on_the_way
        FROM (SELECT h.paper_id, bool_or(h.arrived) AS arrived FROM (
            SELECT c.paper_id, d.subscriber_id, d.state IN ('sent', 'unknown') AS arrived
            FROM digest_paper c JOIN delivery d ON d.digest_id = c.digest_id AND c.paper_id = ANY (d.paper_ids)
            WHERE c.paper_id = ANY (${[...paperIds]}::int[]) AND ${hasIt}
            UNION ALL
            SELECT t.id, p.subscriber_id, true FROM sent_papers p JOIN unnest(${[...paperIds]}::int[]) AS t(id)
              ON t.id = ANY (p.paper_ids)
            WHERE p.paper_ids && ${(await anyTidied(db, paperIds)) ? [...paperIds] : []}::int[]) AS h
            JOIN subscriber s ON s.id = h.subscriber_id
          WHERE s.status = 'active' GROUP BY h.paper_id, h.subscriber_id) AS r
        GROUP BY paper_id`;
      const found = new Map(rows.map((row) => [row.paper_id, row]));
      return new Map(
        paperIds.map((id) => {
          const { had = 0, on_the_way: onTheWay = 0 } = found.get(id) ?? {};
          return [id, { had, onTheWay, waiting: Math.max(0, active - had - onTheWay) }];
        }),
      );
    },
    async listWaiting(paperId, { after, limit }) {
      return await db.$queryRaw<WaitingReader[]>`
        SELECT s.id, s.email::text AS email, s.cadence::text AS cadence, s.next_due_at AS "nextDueAt"
        FROM subscriber s WHERE s.status = 'active' AND s.id > ${after} AND NOT EXISTS (
          SELECT FROM delivery d WHERE d.subscriber_id = s.id AND ${paperId} = ANY (d.paper_ids) AND ${hasIt})
          AND NOT EXISTS (SELECT FROM sent_papers p WHERE p.subscriber_id = s.id AND ${paperId} = ANY (p.paper_ids))
        ORDER BY s.id LIMIT ${limit}`;
    },
  };
}
