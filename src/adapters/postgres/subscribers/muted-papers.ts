import { familyWord, mutedAuthor } from '../../../domain/papers/author-name.ts';
import { dayMs } from '../../../domain/time/units.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { lexeme } from '../papers/tsquery.ts';

/** No look-back of a cadence is longer. */
const recentDays = 46;

type Seen = Map<number, Set<number>>;

/**
 * Adds to what each reader has seen the recent papers, the pinned ones and those that the digest carries, of authors
 * and topics that the reader muted.
 */
export async function addMuted(
  db: Db,
  seen: Seen,
  readers: readonly number[],
  { asOf, carried }: { asOf: Date; carried: readonly number[] },
): Promise<void> {
  const mutes = await db.mute.findMany({ where: { subscriberId: { in: [...readers] } } });
  if (mutes.length === 0) return;
  const since = new Date(asOf.getTime() - recentDays * dayMs);
  const mattersSql = Prisma.sql`(p.fresh_at > ${since} OR p.pinned_at IS NOT NULL OR p.id = ANY (${[...carried]}::int[]))`;
  const topicIds = new Set(mutes.flatMap(({ topicId }) => topicId ?? []));
  const authors = new Set(mutes.flatMap(({ author }) => author ?? []));
  const ofTopic = await papersOfTopics(db, topicIds, mattersSql);
  const ofAuthor = await papersOfAuthors(db, authors, mattersSql);
  for (const { subscriberId, topicId, author } of mutes) {
    const papers = seen.get(subscriberId) ?? new Set();
    seen.set(subscriberId, papers);
    for (const id of ofTopic.get(topicId ?? 0) ?? []) papers.add(id);
    for (const id of ofAuthor.get(author ?? '') ?? []) papers.add(id);
  }
}

async function papersOfTopics(
  db: Db,
  topicIds: ReadonlySet<number>,
  mattersSql: Prisma.Sql,
): Promise<Map<number, number[]>> {
  if (topicIds.size === 0) return new Map();
  const rows = await db.$queryRaw<{ topic_id: number; ids: number[] }[]>`
    SELECT pt.topic_id, array_agg(p.id) AS ids FROM paper_topic pt JOIN paper p ON p.id = pt.paper_id
    WHERE pt.topic_id = ANY (${[...topicIds]}::int[]) AND ${mattersSql} GROUP BY 1`;
  return new Map(rows.map(({ topic_id, ids }) => [topic_id, ids]));
}

async function papersOfAuthors(
  db: Db,
  authors: ReadonlySet<string>,
  mattersSql: Prisma.Sql,
): Promise<Map<string, number[]>> {
  if (authors.size === 0) return new Map();
  const words = [...authors].map((author) => ({ author, word: lexeme(familyWord(author)) }));
  const rows = await db.$queryRaw<{ author: string; id: number; authors: string[] }[]>`
    SELECT t.author, p.id, p.authors FROM jsonb_to_recordset(${JSON.stringify(words)}::jsonb) AS t(author text, word text)
    JOIN paper p ON p.author_search @@ t.word::tsquery AND ${mattersSql}`;
  const papers = new Map<string, number[]>();
  for (const { author, id, authors: names } of rows) {
    if (!mutedAuthor(author, names)) continue;
    const ids = papers.get(author) ?? [];
    papers.set(author, ids);
    ids.push(id);
  }
  return papers;
}
