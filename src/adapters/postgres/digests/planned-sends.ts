import type { PlannedStore } from '../../../app/digests/planned/planned-store.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { toDigest } from './digests.ts';

/** More than anybody looks at. */
const mostShown = 200;

export function plannedStore(db: Db): PlannedStore {
  return {
    async listPlanned(since) {
      const planned = await db.digest.findMany({
        where: { status: 'planned' },
        orderBy: [{ sendAt: 'asc' }, { id: 'asc' }],
        take: mostShown,
      });
      const gone = await db.digest.findMany({
        where: { status: { not: 'planned' }, sendAt: { gt: since } },
        orderBy: [{ sendAt: 'desc' }, { id: 'desc' }],
        take: mostShown,
      });
      return [...planned, ...gone].map(toDigest);
    },
    async startNext(now) {
      const rows = await db.$queryRaw<{ id: number }[]>`
        UPDATE digest SET status = 'planning', as_of = CASE WHEN as_of = send_at THEN ${now} ELSE as_of END
        WHERE id = (SELECT id FROM digest WHERE status = 'planned' AND send_at <= ${now}
                    ORDER BY send_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id`;
      return rows[0]?.id ?? null;
    },
    async changePlan(id, { words, carried, ...change }) {
      await db.digest.updateMany({
        where: { id, status: 'planned' },
        data: { ...change, words: words ?? Prisma.DbNull, carried: carried ?? Prisma.DbNull },
      });
    },
  };
}
