import type { Digest, DigestStore } from '../../../app/digests/digest-store.ts';
import { storedCarried } from '../../../domain/ranking/carried.ts';
import { countStates, type DeliveryState, type DigestCounts } from '../../../domain/sending/delivery.ts';
import { readerOrigin, welcomeOrigin } from '../../../domain/sending/digest-origin.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { papersOfRows } from '../papers/paper-rows.ts';
import { audienceSql, loadAudience } from './audience.ts';
import { storedWords } from './editors-words.ts';

type Row = Prisma.DigestGetPayload<object>;

export function toDigest({
  idempotencyKey: _key,
  requestHash: _hash,
  words,
  carried,
  ...digest
}: Row): Digest {
  return { ...digest, words: storedWords(words), carried: storedCarried(carried) };
}

export function digestStore(db: Db): DigestStore {
  async function countsOf(ids: readonly number[]): Promise<(id: number) => DigestCounts> {
    const rows = await db.$queryRaw<{ digest_id: number; state: DeliveryState; count: number }[]>`
      SELECT digest_id, state, sum(count)::int AS count FROM digest_tally
      WHERE digest_id = ANY (${[...ids]}::int[]) GROUP BY digest_id, state`;
    const byDigest = Map.groupBy(rows, (row) => row.digest_id);
    return (id) => countStates(byDigest.get(id) ?? []);
  }

  return {
    counts: async (id) => (await countsOf([id]))(id),
    async create({ requestHash, words, carried, ...digest }) {
      // ON CONFLICT rather than an exception: a failed statement would end the transaction around it.
      const data = {
        ...digest,
        ...(digest.sendAt == null ? {} : { status: 'planned' as const }),
        words: words ?? Prisma.DbNull,
        carried: carried ?? Prisma.DbNull,
        requestHash: requestHash === null ? null : new Uint8Array(requestHash),
      };
      const [row] = await db.digest.createManyAndReturn({ data: [data], skipDuplicates: true });
      return row === undefined ? null : toDigest(row);
    },
    async byId(id) {
      const row = await db.digest.findUnique({ where: { id } });
      return row === null ? null : toDigest(row);
    },
    async lock(id) {
      await db.$queryRaw`SELECT id FROM digest WHERE id = ${id} FOR NO KEY UPDATE`;
      const row = await db.digest.findUnique({ where: { id } });
      return row === null ? null : toDigest(row);
    },
    async byIdempotencyKey(key) {
      const row = await db.digest.findUnique({ where: { idempotencyKey: key } });
      return row === null ? null : { ...toDigest(row), requestHash: row.requestHash };
    },
    async list({ before, limit, archive, ofReaders = false }) {
      const rows = await db.digest.findMany({
        where: {
          ...(before === null ? {} : { id: { lt: before } }),
          ...(ofReaders ? {} : { origin: { notIn: [welcomeOrigin, readerOrigin] } }),
          ...(archive ? { targeted: false, status: 'finished', papers: { some: {} } } : {}),
        },
        orderBy: { id: 'desc' },
        take: limit,
      });
      const counts = await countsOf(rows.map(({ id }) => id));
      return rows.map((row) => ({ ...toDigest(row), counts: counts(row.id) }));
    },
    async unfinished() {
      const rows = await db.digest.findMany({
        where: { status: { in: ['planning', 'sending'] } },
        orderBy: { id: 'asc' },
      });
      return rows.map(toDigest);
    },
    async cancelledWithQueued() {
      const rows = await db.$queryRaw<{ id: number }[]>`
        SELECT g.id FROM digest g WHERE g.status = 'cancelled'
          AND (SELECT sum(t.count) FROM digest_tally t WHERE t.digest_id = g.id AND t.state = 'queued') > 0`;
      return rows.map(({ id }) => id);
    },
    async dueCadences(now) {
      const rows = await db.$queryRaw<{ cadence: Digest['cadence'] }[]>`
        SELECT c.cadence FROM unnest(enum_range(NULL::cadence)) AS c(cadence)
        WHERE EXISTS (SELECT FROM subscriber s WHERE s.cadence = c.cadence AND s.next_due_at <= ${now})
          AND NOT EXISTS (SELECT FROM digest g WHERE g.cadence = c.cadence AND g.slot IS NOT NULL
            AND g.planned_at IS NULL AND g.status IN ('planning', 'paused'))`;
      return rows.flatMap(({ cadence }) => cadence ?? []);
    },
    async audienceSpan(digest) {
      const [row] = await db.$queryRaw<{ size: number; first: number | null; last: number | null }[]>`
        SELECT count(*)::int AS size, min(s.id) AS first, max(s.id) AS last
        FROM subscriber s WHERE ${audienceSql(digest)}`;
      return { size: row?.size ?? 0, first: row?.first ?? 0, last: row?.last ?? 0 };
    },
    async nextAudience(digest, limit, lastId) {
      return await loadAudience(db, digest, limit, lastId);
    },
    async keepPapers(digestId, papers) {
      if (papers.length === 0) return;
      await db.$executeRaw`
        INSERT INTO digest_paper (digest_id, paper_id, upvotes, score, gain_per_day, times_usual)
        SELECT ${digestId}, p.id, p.upvotes, t.score, t."gainPerDay", t."timesUsual"
        FROM jsonb_to_recordset(${JSON.stringify(papers)}::jsonb) AS t("paperId" int, score float8, "gainPerDay" int, "timesUsual" float8)
        JOIN paper p ON p.id = t."paperId"
        -- Planners that write the same ones at the same time wait for each other, and so must go in one order.
        ORDER BY p.id
        ON CONFLICT DO NOTHING`;
    },
    async moveCursor(id, planCursor) {
      await db.digest.update({ where: { id }, data: { planCursor } });
    },
    async setStatus(id, status, from, at, problem = null) {
      const { count } = await db.digest.updateMany({
        where: { id, status: { in: [...from] } },
        data: {
          status,
          problem,
          ...(status === 'cancelled' || status === 'finished' ? { finishedAt: at } : {}),
        },
      });
      if (count === 1 && status === 'cancelled') await db.digestRange.deleteMany({ where: { digestId: id } });
      if (status === 'sending')
        await db.digest.updateMany({ where: { id, plannedAt: null }, data: { plannedAt: at } });
      return count === 1;
    },
    async setProblem(id, problem) {
      // Each job of a digest may say the same.
      await db.$executeRaw`
        UPDATE digest SET problem = ${problem}
        WHERE id = ${id} AND status IN ('planning', 'sending') AND problem IS DISTINCT FROM ${problem}`;
    },
    async finishIfDone(id, now) {
      const ended = await db.$executeRaw`
        UPDATE digest SET status = 'finished', finished_at = ${now}, problem = NULL
        WHERE id = ${id} AND status = 'sending'
          AND (SELECT coalesce(sum(count), 0) FROM digest_tally
               WHERE digest_id = ${id} AND state IN ('queued', 'sending')) = 0`;
      return ended === 1;
    },
    async papersOf(id, paperIds) {
      const only = paperIds === undefined ? {} : { paperId: { in: [...paperIds] } };
      const rows = await db.digestPaper.findMany({
        where: { digestId: id, paper: { hidden: false }, ...only },
        orderBy: [{ score: 'desc' }, { paperId: 'asc' }],
      });
      const papers = await papersOfRows(db, rows);
      return papers.map(([paper, { upvotes, gainPerDay, timesUsual }]) => ({
        paper,
        upvotes,
        trend: { gainPerDay, timesUsual },
      }));
    },
  };
}
