import type { AuditStore } from '../../app/ports.ts';
import type { Db } from './client.ts';
import type { Prisma } from './generated/client.ts';

export function auditStore(db: Db): AuditStore {
  return {
    async add({ detail, ...event }) {
      await db.auditEvent.create({
        data: { ...event, detail: JSON.parse(JSON.stringify(detail)) as Prisma.InputJsonObject },
      });
    },
    async list({ before, limit }) {
      const rows = await db.auditEvent.findMany({
        where: before === null ? {} : { id: { lt: BigInt(before) } },
        orderBy: { id: 'desc' },
        take: limit,
      });
      return rows.map(({ id, detail, ...row }) => ({
        ...row,
        id: String(id),
        detail: detail !== null && typeof detail === 'object' && !Array.isArray(detail) ? detail : {},
      }));
    },
  };
}
