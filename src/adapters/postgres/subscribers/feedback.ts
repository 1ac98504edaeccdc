import type { FeedbackStore } from '../../../app/interests/feedback-stores.ts';
import type { Vote } from '../../../domain/papers/feedback.ts';
import type { Db } from '../client.ts';

export function feedbackStore(db: Db): FeedbackStore {
  return {
    async vote(subscriberId, paperId, vote, at) {
      await db.feedback.upsert({
        where: { subscriberId_paperId: { subscriberId, paperId } },
        create: { subscriberId, paperId, vote, at },
        update: { vote, at },
      });
    },
    async mute(subscriberId, muted, at) {
      await db.mute.createMany({ data: [{ subscriberId, at, ...muted }], skipDuplicates: true });
    },
    async votes(subscriberId) {
      return await db.feedback.findMany({
        where: { subscriberId },
        select: { paperId: true, vote: true, at: true },
        orderBy: [{ at: 'desc' }, { paperId: 'desc' }],
      });
    },
    async mutes(subscriberId) {
      return await db.mute.findMany({
        where: { subscriberId },
        select: { id: true, author: true, topicId: true, at: true },
        orderBy: [{ at: 'desc' }, { id: 'desc' }],
      });
    },
    async voteOn(subscriberId, paperId) {
      const row = await db.feedback.findUnique({
        where: { subscriberId_paperId: { subscriberId, paperId } },
      });
      return row?.vote ?? null;
    },
    async forget(subscriberId, { paperIds, muteIds }) {
      await db.feedback.deleteMany({ where: { subscriberId, paperId: { in: [...paperIds] } } });
      await db.mute.deleteMany({ where: { subscriberId, id: { in: [...muteIds] } } });
    },
    async forgetAll(subscriberId) {
      const votes = await db.feedback.deleteMany({ where: { subscriberId } });
      const mutes = await db.mute.deleteMany({ where: { subscriberId } });
      return votes.count + mutes.count;
    },
  };
}

/** What these readers said of papers. */
export async function votesOf(
  db: Db,
  subscriberIds: readonly number[],
): Promise<Map<number, { paperId: number; vote: Vote }[]>> {
  const rows = await db.feedback.findMany({
    where: { subscriberId: { in: [...subscriberIds] } },
    select: { subscriberId: true, paperId: true, vote: true },
    orderBy: { paperId: 'asc' },
  });
  const votes = new Map<number, { paperId: number; vote: Vote }[]>();
  for (const { subscriberId, paperId, vote } of rows) {
    const list = votes.get(subscriberId) ?? [];
    votes.set(subscriberId, list);
    list.push({ paperId, vote });
  }
  return votes;
}
