import type { ApiToken, TokenStore } from '../../../app/accounts/account-stores.ts';
import { tokenScopes } from '../../../domain/accounts/token-scope.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';

// All but the hash.
const columns = {
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  owner: { select: { email: true } },
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
} satisfies Prisma.ApiTokenSelect;

function toToken({ scopes, owner, ...row }: Prisma.ApiTokenGetPayload<{ select: typeof columns }>): ApiToken {
  return {
    ...row,
    owner: owner?.email ?? null,
    scopes: tokenScopes.filter((scope) => scopes.includes(scope)),
  };
}

export function tokenStore(db: Db): TokenStore {
  return {
    async addToken({ tokenHash, scopes, now, ...fields }) {
      const row = await db.apiToken.create({
        data: { ...fields, tokenHash: new Uint8Array(tokenHash), scopes: [...scopes], createdAt: now },
        select: columns,
      });
      return toToken(row);
    },
    async useToken(tokenHash, now) {
      const row = await db.apiToken.findUnique({
        where: {
          tokenHash: new Uint8Array(tokenHash),
          revokedAt: null,
          OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
        },
        select: columns,
      });
      if (row === null) return null;
      // Once a minute is enough to know that a token is in use, and spares a write for each request.
      if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > 60_000) {
        await db.apiToken.update({ where: { id: row.id }, data: { lastUsedAt: now } });
      }
      const { id, name, scopes } = toToken(row);
      return { id, name, scopes };
    },
    async list() {
      const rows = await db.apiToken.findMany({
        select: columns,
        orderBy: [{ revokedAt: { sort: 'desc', nulls: 'first' } }, { id: 'desc' }],
      });
      return rows.map(toToken);
    },
    async revoke(id, now) {
      const { count } = await db.apiToken.updateMany({
        where: { id, revokedAt: null },
        data: { revokedAt: now },
      });
      if (count === 0) return null;
      return toToken(await db.apiToken.findUniqueOrThrow({ where: { id }, select: columns }));
    },
    async revokeAllOf(adminId, now) {
      const valid = { ownerId: adminId, revokedAt: null };
      const rows = await db.apiToken.findMany({ where: valid, select: columns, orderBy: { id: 'asc' } });
      await db.apiToken.updateMany({ where: valid, data: { revokedAt: now } });
      return rows.map(toToken);
    },
  };
}
