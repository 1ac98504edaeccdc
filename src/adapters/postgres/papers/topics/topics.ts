import type { TopicStore } from '../../../../app/papers/paper-stores.ts';
import type { CatalogueTopic, Topic } from '../../../../domain/catalogue/topic.ts';
import type { Db } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { tsquery } from '../tsquery.ts';

type Row = Prisma.TopicGetPayload<object>;

/** An admin's own topic has the place of the last one under its heading, and comes after it. */
const catalogueOrder = [{ position: 'asc' }, { id: 'asc' }] satisfies Prisma.TopicOrderByWithRelationInput[];

export function toTopic(row: Row): Topic {
  const { id, slug, name, kind, heading, description, query, retiredAt } = row;
  return { id, slug, name, kind, group: heading, description, query, retired: retiredAt !== null };
}

export function topicStore(db: Db): TopicStore {
  return {
    async list() {
      return (await db.topic.findMany({ orderBy: catalogueOrder })).map(toTopic);
    },
    async listWithCounts() {
      const rows = await db.topic.findMany({
        orderBy: catalogueOrder,
        include: {
          _count: { select: { papers: { where: { paper: { hidden: false, withdrawn: false } } } } },
        },
      });
      return rows.map((row) => ({ ...toTopic(row), papers: row._count.papers }));
    },
    async bySlug(slug) {
      const row = await db.topic.findUnique({ where: { slug } });
      return row === null ? null : toTopic(row);
    },
    async bySlugs(slugs) {
      return (await db.topic.findMany({ where: { slug: { in: [...slugs] } } })).map(toTopic);
    },
    async load(catalogue) {
      // Matching every paper again is only needed when a topic is new or its query changed.
      if ((await insertOrUpdate(db, catalogue)) > 0) await matchAll(db);
      await makeSubjects(db);
    },
  };
}

/** Each topic can be followed. */
export async function makeSubjects(db: Db): Promise<void> {
  await db.$executeRaw`
    INSERT INTO subject (kind, topic_id)
    SELECT 'topic', t.id FROM topic t WHERE NOT EXISTS (SELECT FROM subject s WHERE s.topic_id = t.id) ORDER BY t.id
    ON CONFLICT DO NOTHING`;
}

async function insertOrUpdate(db: Db, catalogue: readonly CatalogueTopic[]): Promise<number> {
  const rows = catalogue.map((topic, position) => ({ ...topic, position }));
  return await db.$executeRaw`
    INSERT INTO topic (slug, name, description, kind, heading, query, position)
    SELECT slug, name, description, kind::topic_kind, "group", query, position
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS t(slug text, name text, description text, kind text, "group" text, query text, position int)
    ON CONFLICT (slug) DO UPDATE SET
      name = excluded.name, description = excluded.description, kind = excluded.kind,
      heading = excluded.heading, query = excluded.query, position = excluded.position
    WHERE topic.edited_at IS NULL AND (topic.name, topic.description, topic.kind, topic.heading, topic.query, topic.position)
      IS DISTINCT FROM (excluded.name, excluded.description, excluded.kind, excluded.heading, excluded.query, excluded.position)`;
}

/** Whether a paper is about what a curated query asks for: its title and abstract, not its authors. */
export const answersQuery = (query: Prisma.Sql) => Prisma.sql`(
  p.search @@ ${query} AND ts_filter(p.search, '{a,c}') @@ ${query})`;

/** Rows of the curated topics' ids and queries, these as `tsquery`. */
async function curatedWords(db: Db): Promise<Prisma.Sql> {
  const curated = await db.topic.findMany({ where: { kind: 'curated' }, select: { id: true, query: true } });
  const read = curated.map(({ id, query }) => ({ id, words: tsquery(query ?? '') }));
  return Prisma.sql`jsonb_to_recordset(${JSON.stringify(read)}::jsonb)`;
}

/** Topics, curated ones with their query in `words`. */
function withWords(curated: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT t.*, c.words FROM topic t LEFT JOIN ${curated} AS c(id int, words tsquery) ON c.id = t.id)`;
}

/** The topics that a paper belongs to: its categories, their archives, and the curated queries that match it. */
const matches = Prisma.sql`
  (t.kind = 'category' AND t.slug::text = ANY (p.categories))
  OR (t.kind = 'archive' AND EXISTS (SELECT FROM unnest(p.categories) AS c WHERE starts_with(c, t.slug::text || '.')))
  OR (t.kind = 'curated' AND ${answersQuery(Prisma.sql`t.words`)})`;

/** Brings `paper_topic` up to date for some papers, of which those of `without` have no topics yet. */
export async function matchTopics(
  db: Db,
  paperIds: readonly number[],
  { without = new Set() }: { without?: ReadonlySet<number> } = {},
): Promise<void> {
  if (paperIds.length === 0) return;
  const ids = [...paperIds];
  const curated = await curatedWords(db);
  const known = ids.filter((id) => !without.has(id));
  if (known.length > 0)
    await db.$executeRaw`
    DELETE FROM paper_topic pt USING paper p, ${withWords(curated)} AS t
    WHERE pt.paper_id = p.id AND pt.topic_id = t.id AND p.id = ANY (${known}::int[]) AND NOT (${matches})`;
  // What depends on the paper alone, or on the topic alone, is made once for it and not for each pair of them.
  await db.$executeRaw`
    WITH papers AS MATERIALIZED (
      SELECT id, categories, search, ts_filter(search, '{a,c}') AS said FROM paper WHERE id = ANY (${ids}::int[])
    ), asked AS MATERIALIZED (SELECT * FROM ${curated} AS c(id int, words tsquery))
    INSERT INTO paper_topic (paper_id, topic_id)
    SELECT p.id, t.id FROM papers p JOIN asked t ON p.said @@ t.words AND p.search @@ t.words
    UNION
    SELECT p.id, t.id FROM papers p CROSS JOIN unnest(p.categories) AS c JOIN topic t
      ON (t.kind = 'category' AND t.slug::text = c)
      OR (t.kind = 'archive' AND c LIKE '%.%' AND t.slug::text = split_part(c, '.', 1))
    ON CONFLICT DO NOTHING`;
}

async function matchAll(db: Db): Promise<void> {
  const topics = withWords(await curatedWords(db));
  await db.$executeRaw`
    DELETE FROM paper_topic pt USING paper p, ${topics} AS t
    WHERE pt.paper_id = p.id AND pt.topic_id = t.id AND NOT (${matches})`;
  await db.$executeRaw`
    INSERT INTO paper_topic (paper_id, topic_id) SELECT p.id, t.id FROM paper p JOIN ${topics} AS t ON ${matches}
    ON CONFLICT DO NOTHING`;
}
