import type { Db } from '../client.ts';
import { absorbSent } from '../sent-papers.ts';

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
    UPDATE delivery SET (paper_ids, subject_ids) = (
      SELECT array_agg(paper ORDER BY place), array_agg(subject ORDER BY place) FROM (
        SELECT DISTINCT ON (paper) CASE WHEN id = ${drop} THEN ${keep} ELSE id END AS paper, subject, place
        FROM unnest(paper_ids, subject_ids) WITH ORDINALITY AS t(id, subject, place)
        ORDER BY paper, place) AS once)
    WHERE digest_id IN (SELECT digest_id FROM digest_paper WHERE paper_id = ${drop}) AND ${drop} = ANY (paper_ids)`;
  await absorbSent(db, { keep, drop });
  await db.$executeRaw`
    INSERT INTO feedback (subscriber_id, paper_id, vote, at)
    SELECT subscriber_id, ${keep}, vote, at FROM feedback WHERE paper_id = ${drop}
    ON CONFLICT (subscriber_id, paper_id) DO UPDATE SET vote = excluded.vote, at = excluded.at WHERE feedback.at < excluded.at`;
  // Where the first of the two stood, with the words of either.
  await db.$executeRaw`
    INSERT INTO collection_paper (collection_id, paper_id, position, note)
    SELECT collection_id, ${keep}, position, note FROM collection_paper WHERE paper_id = ${drop}
    ON CONFLICT (collection_id, paper_id) DO UPDATE SET
      position = least(collection_paper.position, excluded.position), note = coalesce(collection_paper.note, excluded.note)`;
  await carryInstead(db, { keep, drop });
  await followInstead(db, { keep, drop });
  await db.$executeRaw`
    UPDATE paper k SET note = coalesce(k.note, d.note), hidden = k.hidden OR (d.hidden AND NOT d.sample),
      pinned_at = least(k.pinned_at, d.pinned_at)
    FROM paper d WHERE k.id = ${keep} AND d.id = ${drop}`;
  await db.paper.delete({ where: { id: drop } });
}

/** In collections that digests carry; one that had both has one of them twice, as whoever reads it must know. */
async function carryInstead(db: Db, { keep, drop }: { keep: number; drop: number }): Promise<void> {
  await db.$executeRaw`
    UPDATE digest SET carried = jsonb_set(carried, '{papers}', (
      SELECT jsonb_agg(CASE WHEN t.paper -> 'id' = to_jsonb(${drop}::int) THEN t.paper || jsonb_build_object('id', ${keep}::int)
                       ELSE t.paper END ORDER BY t.place)
      FROM jsonb_array_elements(carried -> 'papers') WITH ORDINALITY AS t(paper, place)))
    WHERE carried IS NOT NULL AND carried -> 'papers' @> jsonb_build_array(jsonb_build_object('id', ${drop}::int))`;
}

/** Who wants papers like the one that goes wants papers like the one that stays. */
async function followInstead(db: Db, { keep, drop }: { keep: number; drop: number }): Promise<void> {
  const moved = await db.$executeRaw`
    UPDATE subject SET paper_id = ${keep}
    WHERE paper_id = ${drop} AND NOT EXISTS (SELECT FROM subject WHERE paper_id = ${keep})`;
  if (moved > 0) return;
  await db.$executeRaw`
    INSERT INTO interest (subscriber_id, subject_id, weight, created_at)
    SELECT i.subscriber_id, k.id, i.weight, i.created_at
    FROM interest i JOIN subject d ON d.id = i.subject_id AND d.paper_id = ${drop} JOIN subject k ON k.paper_id = ${keep}
    ON CONFLICT DO NOTHING`;
}
