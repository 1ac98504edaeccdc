import type { OwnFeedStore } from '../../../app/subscribers/preferences/own-feed-store.ts';
import type { Db } from '../client.ts';

export function ownFeedStore(db: Db): OwnFeedStore {
  return {
    async feedTurnOf(subscriberId) {
      const row = await db.subscriber.findUnique({ where: { id: subscriberId }, select: { feedTurn: true } });
      return row?.feedTurn ?? null;
    },
    async turnFeed(subscriberId) {
      const { count } = await db.subscriber.updateMany({
        where: { id: subscriberId },
        data: { feedTurn: { increment: 1 } },
      });
      return count === 1;
    },
  };
}
