import type { CuratedTopic, TopicEditing } from '../../../../app/papers/paper-stores.ts';
import type { Db } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { papersByIds } from '../paper-rows.ts';
import { wordsSql } from '../search-sql.ts';
import { answersQuery, makeSubjects, toTopic } from './topics.ts';

function toCurated(row: Prisma.TopicGetPayload<object>): CuratedTopic {
  return { ...toTopic(row), editedAt: row.editedAt, retiredAt: row.retiredAt };
}

export function topicEditing(db: Db): TopicEditing {
  return {
    async curated() {
      const rows = await db.topic.findMany({
        where: { kind: 'curated' },
        orderBy: [{ position: 'asc' }, { id: 'asc' }],
      });
      return rows.map(toCurated);
    },
    async curatedBySlug(slug) {
      const row = await db.topic.findUnique({ where: { slug, kind: 'curated' } });
      return row === null ? null : toCurated(row);
    },
    async addTopic(slug, { name, description, group, query }, at) {
      const [added] = await db.$queryRaw<{ id: number }[]>`
        INSERT INTO topic (slug, name, description, kind, heading, query, edited_at, position)
        SELECT ${slug}::citext, ${name}::text, ${description}::text, 'curated'::topic_kind, ${group}::text, ${query}::text,
          ${at}::timestamptz,
          coalesce(max(position) FILTER (WHERE heading = ${group}::text), max(position), 0)
        FROM topic WHERE kind = 'curated'
        ON CONFLICT (slug) DO NOTHING RETURNING id`;
      if (added === undefined) return null;
      await makeSubjects(db);
      return toCurated(await db.topic.findUniqueOrThrow({ where: { id: added.id } }));
    },
    async writeTopic(id, { group, ...fields }, editedAt) {
      await db.topic.update({ where: { id }, data: { ...fields, heading: group, editedAt } });
    },
    async retire(id, at) {
      await db.topic.update({ where: { id }, data: { retiredAt: at } });
    },
    async matchPapers(id) {
      const topic = await db.topic.findUnique({ where: { id, kind: 'curated' }, select: { query: true } });
      if (topic === null) return;
      const words = wordsSql(topic.query ?? '');
      await db.$executeRaw`
        DELETE FROM paper_topic pt USING paper p
        WHERE pt.topic_id = ${id} AND p.id = pt.paper_id AND NOT ${answersQuery(words)}`;
      await db.$executeRaw`
        INSERT INTO paper_topic (paper_id, topic_id)
        SELECT p.id, ${id}::int FROM paper p WHERE ${answersQuery(words)}
        ON CONFLICT DO NOTHING`;
    },
    async followers(id) {
      return await db.interest.count({ where: { subject: { topicId: id } } });
    },
    async preview(query, limit) {
      const where = Prisma.sql`${answersQuery(wordsSql(query))} AND NOT p.hidden AND NOT p.withdrawn`;
      const [counted] = await db.$queryRaw<
        { total: number }[]
      >`SELECT count(*)::int AS total FROM paper p WHERE ${where}`;
      const newest = await db.$queryRaw<{ id: number }[]>`
        SELECT p.id FROM paper p WHERE ${where} ORDER BY p.fresh_at DESC, p.id DESC LIMIT ${limit}`;
      const ids = newest.map(({ id }) => id);
      return { total: counted?.total ?? 0, papers: await papersByIds(db, ids) };
    },
  };
}
