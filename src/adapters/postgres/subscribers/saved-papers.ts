import type { SavedPaperStore } from '../../../app/interests/saved-paper-store.ts';
import type { Db } from '../client.ts';

export function savedPaperStore(db: Db): SavedPaperStore {
  return {
    async savedOf(subscriberId) {
      return await db.savedPaper.findMany({
        where: { subscriberId },
        select: { paperId: true, at: true },
        orderBy: [{ at: 'desc' }, { paperId: 'desc' }],
      });
    },
    async keepSaved(subscriberId, paperIds, at, most) {
      // A millisecond between two, so that they keep their order.
      await db.$executeRaw`
        INSERT INTO saved_paper (subscriber_id, paper_id, at)
        SELECT subscriber.id, paper.id, ${at}::timestamptz - asked.place * interval '1 millisecond'
        FROM unnest(${[...new Set(paperIds)]}::int[]) WITH ORDINALITY AS asked (id, place)
        JOIN paper ON paper.id = asked.id
        JOIN subscriber ON subscriber.id = ${subscriberId}
        ON CONFLICT (subscriber_id, paper_id) DO UPDATE SET at = excluded.at`;
      await db.$executeRaw`
        DELETE FROM saved_paper WHERE subscriber_id = ${subscriberId} AND paper_id IN (
          SELECT paper_id FROM saved_paper WHERE subscriber_id = ${subscriberId}
          ORDER BY at DESC, paper_id DESC OFFSET ${most}
        )`;
    },
    async dropSaved(subscriberId, paperIds) {
      await db.savedPaper.deleteMany({ where: { subscriberId, paperId: { in: [...paperIds] } } });
    },
  };
}
