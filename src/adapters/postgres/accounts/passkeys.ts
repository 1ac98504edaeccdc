import type { PasskeyStore } from '../../../app/accounts/account-stores.ts';
import type { Db } from '../client.ts';

export function passkeyStore(db: Db): PasskeyStore {
  return {
    async list(adminId) {
      return await db.adminPasskey.findMany({
        where: { adminId },
        select: { id: true, credentialId: true, name: true, createdAt: true, lastUsedAt: true },
        orderBy: { id: 'asc' },
      });
    },
    async byCredential(credentialId) {
      const found = await db.adminPasskey.findUnique({
        where: { credentialId },
        select: { id: true, adminId: true, credentialId: true, publicKey: true, signCount: true },
      });
      return found === null ? null : { ...found, signCount: Number(found.signCount) };
    },
    async add(adminId, { credentialId, publicKey, signCount, name, now }) {
      const { count } = await db.adminPasskey.createMany({
        data: [
          { adminId, credentialId, publicKey: new Uint8Array(publicKey), signCount, name, createdAt: now },
        ],
        skipDuplicates: true,
      });
      return count === 1;
    },
    async noteUse(id, signCount, now) {
      await db.adminPasskey.updateMany({ where: { id }, data: { signCount, lastUsedAt: now } });
    },
    async remove(adminId, id) {
      const { count } = await db.adminPasskey.deleteMany({ where: { adminId, id } });
      return count === 1;
    },
    async removeAll(adminId) {
      const { count } = await db.adminPasskey.deleteMany({ where: { adminId } });
      return count;
    },
    async setChallenge(whose, challenge, expiresAt) {
      const hash = new Uint8Array(whose);
      await db.passkeyChallenge.upsert({
        where: { whose: hash },
        create: { whose: hash, challenge, expiresAt },
        update: { challenge, expiresAt },
      });
    },
    async takeChallenge(whose, now) {
      // One statement: of two answers at once one gets it.
      const [taken] = await db.$queryRaw<{ challenge: string }[]>`
        DELETE FROM passkey_challenge WHERE whose = ${new Uint8Array(whose)} AND expires_at > ${now}
        RETURNING challenge`;
      return taken?.challenge ?? null;
    },
    async forgetChallenges(until) {
      await db.passkeyChallenge.deleteMany({ where: { expiresAt: { lt: until } } });
    },
  };
}
