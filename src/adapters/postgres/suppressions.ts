import type { Suppression, SuppressionStore } from '../../app/ports.ts';
import { addressHash } from './address-hash.ts';
import type { Db } from './client.ts';
import type { Prisma } from './generated/client.ts';

function toSuppression({ addressHash: _, ...row }: Prisma.SuppressionGetPayload<object>): Suppression {
  return row;
}

export function suppressionStore(db: Db, salt: Uint8Array): SuppressionStore {
  return {
    async isSuppressed(email) {
      const found = await db.suppression.findUnique({
        where: { addressHash: addressHash(salt, email) },
        select: { id: true },
      });
      return found !== null;
    },
    async add(email, reason, { note = null, keepAddress = true } = {}) {
      const hash = addressHash(salt, email);
      const data = { reason, note, email: keepAddress ? email : null };
      const row = await db.suppression.upsert({
        where: { addressHash: hash },
        create: { addressHash: hash, ...data },
        // The first reason stands, but an erased person's address goes.
        update: keepAddress ? {} : { email: null },
      });
      return toSuppression(row);
    },
    async list({ after, limit }) {
      const rows = await db.suppression.findMany({
        where: { id: { gt: after } },
        orderBy: { id: 'asc' },
        take: limit,
      });
      return rows.map(toSuppression);
    },
    async remove(id) {
      return (await db.suppression.deleteMany({ where: { id } })).count > 0;
    },
  };
}
