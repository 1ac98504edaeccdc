import type { CaughtMailStore } from '../../../app/deliveries/caught-mail.ts';
import type { Db } from '../client.ts';

const head = {
  id: true,
  at: true,
  envelopeTo: true,
  envelopeFrom: true,
  subject: true,
  aboutAccount: true,
} as const;

/** As an address is compared everywhere: without regard to case. */
const sent = (envelopeTo: string) => ({ envelopeTo: { equals: envelopeTo, mode: 'insensitive' as const } });

export function caughtMailStore(db: Db): CaughtMailStore {
  return {
    async add({ raw, ...mail }) {
      await db.caughtMail.create({ data: { ...mail, raw: new Uint8Array(raw) }, select: { id: true } });
    },
    async list(limit) {
      return await db.caughtMail.findMany({ select: head, orderBy: { id: 'desc' }, take: limit });
    },
    async byId(id) {
      return await db.caughtMail.findUnique({ where: { id }, select: { ...head, raw: true } });
    },
    async to(envelopeTo) {
      return await db.caughtMail.findMany({ where: sent(envelopeTo), select: head, orderBy: { id: 'asc' } });
    },
    async forget(envelopeTo) {
      await db.caughtMail.deleteMany({ where: sent(envelopeTo) });
    },
    async prune(keep) {
      await db.$executeRaw`
        DELETE FROM caught_mail WHERE id <= (SELECT id FROM caught_mail ORDER BY id DESC OFFSET ${keep} LIMIT 1)`;
    },
  };
}
