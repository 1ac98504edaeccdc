import type { DraftStore } from '../../../app/digests/letters/draft-store.ts';
import type { Db } from '../client.ts';

export function draftStore(db: Db): DraftStore {
  return {
    async keepDraft(adminId, { subject, body }, updatedAt) {
      const written = { subject, body, updatedAt };
      await db.letterDraft.upsert({ where: { adminId }, create: { adminId, ...written }, update: written });
    },
    async draftOf(adminId) {
      return await db.letterDraft.findUnique({ where: { adminId }, select: { subject: true, body: true } });
    },
    async dropDraft(adminId) {
      await db.letterDraft.deleteMany({ where: { adminId } });
    },
  };
}
