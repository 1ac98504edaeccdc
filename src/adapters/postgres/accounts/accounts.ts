import type { AccountStore, AdminSecrets } from '../../../app/accounts/account-stores.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';

const plain = { id: true, email: true, role: true } as const;
const secrets = {
  ...plain,
  passwordHash: true,
  passwordMadeAt: true,
  totpSecret: true,
  totpSince: true,
  codeFailures: true,
  codeWaitUntil: true,
  _count: { select: { passkeys: true } },
} as const;

function toSecrets(row: Prisma.AdminGetPayload<{ select: typeof secrets }> | null): AdminSecrets | null {
  if (row === null) return null;
  const { _count: count, ...admin } = row;
  return { ...admin, passkeys: count.passkeys };
}

export function accountStore(db: Db): AccountStore {
  return {
    async adminCount() {
      return await db.admin.count();
    },
    async adminByEmail(email) {
      return toSecrets(await db.admin.findUnique({ where: { email }, select: secrets }));
    },
    async adminById(id) {
      return toSecrets(await db.admin.findUnique({ where: { id }, select: secrets }));
    },
    async lockAdmin(id) {
      await db.$queryRaw`SELECT id FROM admin WHERE id = ${id} FOR UPDATE`;
      return toSecrets(await db.admin.findUnique({ where: { id }, select: secrets }));
    },
    async lockOwners() {
      // One at a time: row locks alone may be taken in two orders while others stop being owners.
      await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('the owners of the console', 0))`;
      const owners = await db.$queryRaw<{ id: number }[]>`
        SELECT id FROM admin WHERE role = 'owner' ORDER BY id FOR UPDATE`;
      return owners.map(({ id }) => id);
    },
    async listAdmins(now) {
      const rows = await db.admin.findMany({
        select: {
          ...plain,
          createdAt: true,
          totpSince: true,
          _count: { select: { passkeys: true } },
          sessions: {
            where: { expiresAt: { gt: now } },
            select: { lastSeenAt: true },
            orderBy: { lastSeenAt: 'desc' },
            take: 1,
          },
        },
        orderBy: { email: 'asc' },
      });
      return rows.map(({ sessions, totpSince, _count: count, ...row }) => ({
        ...row,
        hasSecondFactor: totpSince !== null || count.passkeys > 0,
        lastSeenAt: sessions[0]?.lastSeenAt ?? null,
      }));
    },
    async addAdmin({ password, ...admin }) {
      const data = { ...admin, passwordHash: password.hash, passwordMadeAt: password.madeAt };
      return await db.admin.create({ data, select: plain });
    },
    async removeAdmin(id) {
      await db.admin.deleteMany({ where: { id } });
    },
    async setPassword(id, { hash, madeAt }) {
      await db.admin.update({ where: { id }, data: { passwordHash: hash, passwordMadeAt: madeAt } });
    },
    async setRole(id, role) {
      await db.admin.update({ where: { id }, data: { role } });
    },
    async setTimezone(id, timezone) {
      await db.admin.updateMany({ where: { id }, data: { timezone } });
    },
    async setTotp(id, totp) {
      await db.admin.update({
        where: { id },
        data: {
          totpSecret: totp === null ? null : new Uint8Array(totp.secret),
          totpSince: totp?.since ?? null,
          codeFailures: 0,
          codeWaitUntil: null,
          // The steps of another secret say nothing of this one's; those of the same one go on.
          ...(totp?.since == null ? { totpStep: null } : {}),
        },
      });
    },
    async useTotpStep(id, step) {
      const { count } = await db.admin.updateMany({
        where: { id, OR: [{ totpStep: null }, { totpStep: { lt: step } }] },
        data: { totpStep: step },
      });
      return count === 1;
    },
    async noteCodeFailures(id, codeFailures, codeWaitUntil) {
      await db.admin.update({ where: { id }, data: { codeFailures, codeWaitUntil } });
    },
    async setRecoveryCodes(id, hashes) {
      await db.adminRecoveryCode.deleteMany({ where: { adminId: id } });
      await db.adminRecoveryCode.createMany({
        data: hashes.map((hash) => ({ adminId: id, codeHash: new Uint8Array(hash) })),
      });
    },
    async useRecoveryCode(id, hash, now) {
      const { count } = await db.adminRecoveryCode.updateMany({
        where: { adminId: id, codeHash: new Uint8Array(hash), usedAt: null },
        data: { usedAt: now },
      });
      return count === 1;
    },
    async recoveryCodesLeft(id) {
      return await db.adminRecoveryCode.count({ where: { adminId: id, usedAt: null } });
    },
  };
}
