import type { SessionStore } from '../../../app/accounts/account-stores.ts';
import { mostSessions, sessionEnd } from '../../../domain/accounts/session-limits.ts';
import type { Db } from '../client.ts';

const listed = { id: true, createdAt: true, lastSeenAt: true, browser: true, ipPrefix: true } as const;
const lastSeenFirst = [{ lastSeenAt: 'desc' as const }, { id: 'desc' as const }];

/** As exact as anybody needs it, and a write a minute instead of one for each request. */
const seenEveryMs = 60_000;

export function sessionStore(db: Db): SessionStore {
  return {
    async open({ adminId, tokenHash, expiresAt, browser, ipPrefix, now }) {
      await db.adminSession.create({
        data: {
          adminId,
          tokenHash: new Uint8Array(tokenHash),
          createdAt: now,
          lastSeenAt: now,
          expiresAt,
          browser,
          ipPrefix,
        },
      });
      await db.adminSession.deleteMany({ where: { adminId, expiresAt: { lt: now } } });
      const tooMany = await db.adminSession.findMany({
        where: { adminId },
        orderBy: lastSeenFirst,
        skip: mostSessions,
        select: { id: true },
      });
      await db.adminSession.deleteMany({ where: { id: { in: tooMany.map(({ id }) => id) } } });
    },
    async owner(tokenHash, now) {
      const session = await db.adminSession.findUnique({
        where: { tokenHash: new Uint8Array(tokenHash), expiresAt: { gt: now } },
        select: {
          id: true,
          createdAt: true,
          lastSeenAt: true,
          admin: {
            select: {
              id: true,
              email: true,
              role: true,
              passwordMadeAt: true,
              totpSince: true,
              timezone: true,
              _count: { select: { passkeys: true } },
            },
          },
        },
      });
      if (session === null) return null;
      if (now.getTime() - session.lastSeenAt.getTime() > seenEveryMs) {
        // Not `update`: the session may have been ended since.
        const expiresAt = sessionEnd(session.createdAt, now);
        await db.adminSession.updateMany({ where: { id: session.id }, data: { lastSeenAt: now, expiresAt } });
      }
      const { passwordMadeAt, totpSince, timezone, _count: count, ...admin } = session.admin;
      const hasSecondFactor = totpSince !== null || count.passkeys > 0;
      return { admin, passwordMadeAt, hasSecondFactor, timezone, sessionId: session.id };
    },
    async list(adminId, now) {
      return await db.adminSession.findMany({
        where: { adminId, expiresAt: { gt: now } },
        select: listed,
        orderBy: lastSeenFirst,
      });
    },
    async listAll(now) {
      return await db.adminSession.findMany({
        where: { expiresAt: { gt: now } },
        select: { ...listed, adminId: true },
        orderBy: lastSeenFirst,
      });
    },
    async close(tokenHash) {
      await db.adminSession.deleteMany({ where: { tokenHash: new Uint8Array(tokenHash) } });
    },
    async end(adminId, id) {
      const { count } = await db.adminSession.deleteMany({ where: { adminId, id } });
      return count === 1;
    },
    async endAll(adminId, exceptId) {
      const { count } = await db.adminSession.deleteMany({
        where: { adminId, ...(exceptId === null ? {} : { id: { not: exceptId } }) },
      });
      return count;
    },
  };
}
