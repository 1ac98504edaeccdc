import type { AccountStore } from '../../app/ports.ts';
import type { Db } from './client.ts';

export function accountStore(db: Db): AccountStore {
  return {
    async adminCount() {
      return await db.admin.count();
    },
    async adminByEmail(email) {
      return await db.admin.findUnique({
        where: { email },
        select: { id: true, email: true, passwordHash: true },
      });
    },
    async addAdmin(email, passwordHash) {
      return await db.admin.create({ data: { email, passwordHash }, select: { id: true, email: true } });
    },
    async setPassword(id, passwordHash) {
      await db.admin.update({ where: { id }, data: { passwordHash } });
      await db.adminSession.deleteMany({ where: { adminId: id } });
    },
    async openSession({ adminId, tokenHash, expiresAt, now }) {
      await db.adminSession.create({ data: { adminId, tokenHash: new Uint8Array(tokenHash), expiresAt } });
      await db.adminSession.deleteMany({ where: { adminId, expiresAt: { lt: now } } });
    },
    async adminBySession(tokenHash, now) {
      const session = await db.adminSession.findUnique({
        where: { tokenHash: new Uint8Array(tokenHash), expiresAt: { gt: now } },
        select: { admin: { select: { id: true, email: true } } },
      });
      return session?.admin ?? null;
    },
    async closeSession(tokenHash) {
      await db.adminSession.deleteMany({ where: { tokenHash: new Uint8Array(tokenHash) } });
    },
  };
}
