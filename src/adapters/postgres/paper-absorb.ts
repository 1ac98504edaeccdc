import type { Db } from './client.ts';

/**
 * Makes two stored papers one: everything that speaks of `drop` speaks of `keep` from now on, once where both were
 * spoken of, and what an admin said of either holds.
 */
export async function absorbPaper(db: Db, { keep, drop }: { keep: number; drop: number }): Promise<void> {
  await db.signal.updateMany({ where: { paperId: drop }, data: { paperId: keep } });
  await db.$executeRaw`
    INSERT INTO digest_paper (digest_id, paper_id, upvotes, score, gain_per_day, times_usual)
    SELECT digest_id, ${keep}, upvotes, score, gain_per_day, times_usual FROM digest_paper WHERE paper_id = ${drop}
    ON CONFLICT DO NOTHING`;
  await db.$executeRaw`
    UPDATE delivery SET (paper_ids, topic_ids) = (
      SELECT array_agg(paper ORDER BY place), array_agg(topic ORDER BY place) FROM (
        SELECT DISTINCT ON (paper) CASE WHEN id = ${drop} THEN ${keep} ELSE id END AS paper, topic, place
        FROM unnest(paper_ids, topic_ids) WITH ORDINALITY AS t(id, topic, place)
        ORDER BY paper, place) AS once)
    WHERE digest_id IN (SELECT digest_id FROM digest_paper WHERE paper_id = ${drop}) AND ${drop} = ANY (paper_ids)`;
  await db.$executeRaw`
    UPDATE paper k SET note = coalesce(k.note, d.note), hidden = k.hidden OR (d.hidden AND NOT d.sample)
    FROM paper d WHERE k.id = ${keep} AND d.id = ${drop}`;
  await db.paper.delete({ where: { id: drop } });
}
