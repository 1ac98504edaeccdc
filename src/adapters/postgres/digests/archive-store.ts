import type { ArchivedDigest, ArchiveStore } from '../../../app/digests/archive/archive-store.ts';
import { readerOrigin, welcomeOrigin } from '../../../domain/sending/digest-origin.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** A digest `d` that everybody may read, as `DigestStore.list` has them. */
const archived = Prisma.sql`NOT d.targeted AND d.status = 'finished' AND d.origin NOT IN (${welcomeOrigin}, ${readerOrigin})
  AND EXISTS (SELECT FROM digest_paper x WHERE x.digest_id = d.id)`;

export function archiveStore(db: Db): ArchiveStore {
  async function nearest(where: Prisma.Sql, order: Prisma.Sql): Promise<Date | null> {
    const [row] = await db.$queryRaw<{ asOf: Date }[]>`
      SELECT d.as_of AS "asOf" FROM digest d WHERE ${archived} AND ${where} ORDER BY d.as_of ${order} LIMIT 1`;
    return row?.asOf ?? null;
  }
  return {
    async digestsOf({ from, before }, limit) {
      const [digests, earlier, later] = await Promise.all([
        db.$queryRaw<ArchivedDigest[]>`
          SELECT d.id, d.cadence, d.as_of AS "asOf",
            (SELECT count(*)::int FROM digest_paper x WHERE x.digest_id = d.id) AS papers
          FROM digest d WHERE ${archived} AND d.as_of >= ${from} AND d.as_of < ${before}
          ORDER BY d.as_of, d.id LIMIT ${limit}`,
        nearest(Prisma.sql`d.as_of < ${from}`, Prisma.sql`DESC`),
        nearest(Prisma.sql`d.as_of >= ${before}`, Prisma.sql`ASC`),
      ]);
      return { digests, earlier, later };
    },
  };
}
