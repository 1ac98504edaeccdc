import type { Meaning } from '../../../app/papers/embeddings/meaning.ts';
import type { PaperReads } from '../../../app/papers/paper-stores.ts';
import { windowLength } from '../../../domain/ranking/trending.ts';
import type { Db, Reader } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { papersByIds, papersWhere } from './paper-rows.ts';
import { searchPapers, wordsToMean } from './paper-search.ts';
import type { SearchGate } from './search-gate.ts';
import type { KnownWords } from './search-knowledge.ts';
import { storedScore } from './trends.ts';

/** Counts of votes that are shown of one paper. */
const mostCounts = 500;

/** `meaning` null: searches go by words alone. */
export function paperReads(
  db: Db,
  reader: Reader,
  { search, knownWords, meaning }: { search: SearchGate; knownWords: KnownWords; meaning: Meaning | null },
): PaperReads {
  /**
   * A page of those that trend most this month, by the index of what they score: where few of those that score most are
   * left out, sorting the thousands that fit takes three times as long. Null: that does not tell the whole page.
   */
  async function leadingPage(where: Prisma.Sql, { limit, offset }: { limit: number; offset: number }) {
    const [found] = await reader.$queryRaw<
      { total: number; least: number | null; last: number | null; ids: number[] }[]
    >`
      WITH leaders AS MATERIALIZED (
        SELECT paper_id, month FROM paper_trend ORDER BY month DESC, paper_id DESC LIMIT ${4 * (offset + limit)}
      ), page AS MATERIALIZED (
        SELECT p.id, t.month, row_number() OVER (ORDER BY t.month DESC, p.fresh_at DESC, p.published_at DESC, p.id) AS place
        FROM leaders t JOIN paper p ON p.id = t.paper_id WHERE ${where} ORDER BY place LIMIT ${limit} OFFSET ${offset}
      )
      SELECT (SELECT count(*)::int FROM paper p WHERE ${where}) AS total, (SELECT min(month) FROM leaders) AS least,
        (SELECT min(month) FROM page) AS last, ARRAY(SELECT id FROM page ORDER BY place) AS ids`;
    // All that scores more than the least of them is among them.
    if (found === undefined || found.ids.length < limit) return null;
    return found.last !== null && found.least !== null && found.last > found.least ? found : null;
  }

  return {
    byIds: (ids) => papersByIds(reader, ids),
    async byId(id) {
      const [paper] = await papersByIds(reader, [id]);
      return paper ?? null;
    },
    async byArxivId(arxivId) {
      const [paper] = await papersWhere(reader, Prisma.sql`p.arxiv_id = ${arxivId}`);
      return paper ?? null;
    },
    async numberOf({ kind, id }, among = 'visible') {
      const named = kind === 'arxiv' ? { arxivId: id } : { doi: id };
      const row = await db.paper.findFirst({
        where: among === 'all' ? named : { ...named, hidden: false, withdrawn: false },
        select: { id: true },
      });
      return row?.id ?? null;
    },
    async hasSamples() {
      const where = { sample: true, hidden: false };
      return (await db.paper.findFirst({ where, select: { id: true } })) !== null;
    },
    async count() {
      return await db.paper.count();
    },
    async lastId() {
      return (await db.paper.aggregate({ _max: { id: true } }))._max.id ?? 0;
    },
    async changes({ after, upTo }) {
      const rows = await db.paper.findMany({
        where: { id: { gt: after, lte: upTo }, hidden: false, withdrawn: false },
        orderBy: { id: 'asc' },
        select: { id: true, publishedAt: true, updatedAt: true },
      });
      return rows.map(({ id, publishedAt, updatedAt }) => ({ id, changedAt: updatedAt ?? publishedAt }));
    },
    async lackingCategories(limit) {
      const rows = await db.paper.findMany({
        where: { categories: { isEmpty: true }, arxivId: { not: null }, withdrawn: false },
        orderBy: { freshAt: 'desc' },
        take: limit,
        select: { arxivId: true },
      });
      return rows.flatMap(({ arxivId }) => arxivId ?? []);
    },
    async listSpan({ from, before, topicId, now, page, limit }) {
      const inTopic =
        topicId === null
          ? Prisma.empty
          : Prisma.sql`AND EXISTS (SELECT FROM paper_topic pt WHERE pt.paper_id = paper.id AND pt.topic_id = ${topicId})`;
      const where = Prisma.sql`NOT hidden AND NOT withdrawn AND fresh_at >= ${from} AND fresh_at < ${before}
        AND fresh_at <= ${now} ${inTopic}`;
      const [rows, [counted]] = await Promise.all([
        reader.$queryRaw<{ id: number }[]>`
          SELECT id FROM paper WHERE ${where} ORDER BY upvotes DESC, fresh_at DESC, id
          LIMIT ${limit} OFFSET ${(page - 1) * limit}`,
        reader.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total FROM paper WHERE ${where}`,
      ]);
      return {
        items: await papersByIds(
          reader,
          rows.map(({ id }) => id),
        ),
        total: counted?.total ?? 0,
      };
    },
    async votesOf(paperId) {
      const rows = await reader.$queryRaw<{ at: Date; upvotes: number }[]>`
        SELECT at, upvotes FROM signal WHERE paper_id = ${paperId} AND upvotes IS NOT NULL
        ORDER BY at DESC, id DESC LIMIT ${mostCounts}`;
      return rows.toReversed();
    },
    async storedArxivIds(arxivIds) {
      const rows = await reader.$queryRaw<{ arxiv_id: string }[]>`
        SELECT arxiv_id FROM paper WHERE arxiv_id = ANY (${[...new Set(arxivIds)]}::text[])`;
      return new Set(rows.map(({ arxiv_id }) => arxiv_id));
    },

    async trending({ window, topicId, query, asker, now, page, limit }) {
      const conditions = [Prisma.sql`NOT p.hidden AND NOT p.withdrawn AND p.fresh_at <= ${now}`];
      if (window !== null)
        conditions.push(Prisma.sql`p.fresh_at > ${new Date(now.getTime() - windowLength[window])}`);
      if (topicId !== null) {
        conditions.push(
          Prisma.sql`EXISTS (SELECT FROM paper_topic pt WHERE pt.paper_id = p.id AND pt.topic_id = ${topicId})`,
        );
      }
      const offset = (page - 1) * limit;
      if (query !== null) {
        const page = { limit, offset };
        const narrowed = window !== null || topicId !== null;
        const sought = meaning === null ? null : wordsToMean(query);
        // Before the search has a connection: the server of another may be slow.
        const nearness = sought === null ? null : ((await meaning?.ofQuery(sought)) ?? null);
        return await search(asker, async (searcher) => {
          const knowledge = await knownWords(searcher);
          const asked = { visible: conditions, narrowed, page, knowledge, nearness };
          const { ids, ...found } = await searchPapers(searcher, query, asked);
          return { items: await papersByIds(searcher, ids), ...found };
        });
      }
      const where = Prisma.join(conditions, ' AND ');
      const leading =
        window === null || window === 'month' ? await leadingPage(where, { limit, offset }) : null;
      if (leading !== null)
        return {
          items: await papersByIds(reader, leading.ids),
          total: leading.total,
          exact: true,
          corrected: null,
        };
      const rows = await reader.$queryRaw<{ id: number | null; total: number }[]>`
        WITH found AS MATERIALIZED (SELECT p.id, p.fresh_at, p.published_at FROM paper p WHERE ${where})
        SELECT page.id, counted.total FROM (SELECT count(*)::int AS total FROM found) AS counted LEFT JOIN LATERAL (
          SELECT p.id FROM found p LEFT JOIN paper_trend t ON t.paper_id = p.id
          ORDER BY ${storedScore[window ?? 'month']}, p.published_at DESC, p.id LIMIT ${limit} OFFSET ${offset}
        ) AS page ON true`;
      return {
        items: await papersByIds(
          reader,
          rows.flatMap((row) => row.id ?? []),
        ),
        total: rows[0]?.total ?? 0,
        exact: true,
        corrected: null,
      };
    },
  };
}
