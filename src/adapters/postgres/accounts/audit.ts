import type { AuditedKind, AuditStore } from '../../../app/audit.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';

/** What is of those kinds is left out, save for one object. */
function without(kinds: readonly AuditedKind[], but: string): Prisma.AuditEventWhereInput {
  const hidden = kinds.map((kind) => ({ object: { startsWith: `${kind} ` } }));
  return { OR: [{ object: but }, { NOT: { OR: hidden } }] };
}

const adminActor = /^admin (\d{1,9})$/;

export function auditStore(db: Db): AuditStore {
  return {
    async record({ detail, ...event }) {
      await db.auditEvent.create({
        data: { ...event, detail: JSON.parse(JSON.stringify(detail)) as Prisma.InputJsonObject },
      });
    },
    async hasSince({ actor, action, object, detail }, since) {
      const found = await db.auditEvent.findFirst({
        where: {
          object,
          actor,
          action,
          at: { gt: since },
          detail: { equals: detail as Prisma.InputJsonObject },
        },
        select: { id: true },
      });
      return found !== null;
    },
    async hasEver(action, detail) {
      const where = { action, detail: { equals: detail as Prisma.InputJsonObject } };
      return (await db.auditEvent.findFirst({ where, select: { id: true } })) !== null;
    },
    async list({ before, limit, kind = null, object = null, actor = null, hides = null }) {
      const rows = await db.auditEvent.findMany({
        where: {
          ...(hides === null ? {} : { AND: [without(hides.kinds, hides.but)] }),
          ...(before === null ? {} : { id: { lt: BigInt(before) } }),
          ...(actor === null ? {} : { actor }),
          ...(object === null ? {} : { object }),
          ...(kind === null ? {} : { OR: [{ object: kind }, { object: { startsWith: `${kind} ` } }] }),
        },
        orderBy: { id: 'desc' },
        take: limit,
      });
      const ids = rows.flatMap((row) => Number(adminActor.exec(row.actor)?.[1] ?? 0) || []);
      const admins = await db.admin.findMany({
        where: { id: { in: [...new Set(ids)] } },
        select: { id: true, email: true },
      });
      const emails = new Map(admins.map(({ id, email }) => [`admin ${id}`, email]));
      return rows.map(({ id, detail, ...row }) => ({
        ...row,
        id: String(id),
        detail: detail !== null && typeof detail === 'object' && !Array.isArray(detail) ? detail : {},
        email: emails.get(row.actor) ?? null,
      }));
    },
  };
}
