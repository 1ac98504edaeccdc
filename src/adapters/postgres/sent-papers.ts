import type { Db } from './client.ts';

/**
 * Which of `papers` these readers were sent in deliveries that are no longer kept. Candidates for a digest are never
 * that old; what an editor chooses may be.
 */
export async function sentLongAgo(
  db: Db,
  subscriberIds: readonly number[],
  papers: readonly number[],
): Promise<Map<number, number[]>> {
  if (papers.length === 0 || !(await anyTidied(db, papers))) return new Map();
  const rows = await db.$queryRaw<{ subscriber_id: number; papers: number[] }[]>`
    SELECT t.subscriber_id, array_agg(DISTINCT p.id) AS papers
    FROM sent_papers t CROSS JOIN unnest(t.paper_ids) AS p(id)
    WHERE t.subscriber_id = ANY (${[...subscriberIds]}::int[]) AND t.paper_ids && ${[...papers]}::int[]
      AND p.id = ANY (${[...papers]}::int[])
    GROUP BY t.subscriber_id`;
  return new Map(rows.map((row) => [row.subscriber_id, row.papers]));
}

/** Whether any of them was in a digest of which deliveries have gone. */
export async function anyTidied(db: Db, papers: readonly number[]): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT FROM digest_paper c JOIN digest_tally t ON t.digest_id = c.digest_id AND t.shard = -1
    WHERE c.paper_id = ANY (${[...papers]}::int[]) LIMIT 1`;
  return rows.length > 0;
}

/** Speaks of the paper `keep` where it spoke of `drop`, when two turn out to be one. */
export async function absorbSent(db: Db, { keep, drop }: { keep: number; drop: number }): Promise<void> {
  if (!(await anyTidied(db, [drop]))) return;
  await db.$executeRaw`
    UPDATE sent_papers SET paper_ids = (
      SELECT array_agg(DISTINCT CASE WHEN id = ${drop} THEN ${keep} ELSE id END) FROM unnest(paper_ids) AS t(id))
    WHERE month IN (
      SELECT date_trunc('month', g.as_of AT TIME ZONE 'UTC')::date
      FROM digest_paper c JOIN digest g ON g.id = c.digest_id WHERE c.paper_id = ${drop}) AND ${drop} = ANY (paper_ids)`;
}
