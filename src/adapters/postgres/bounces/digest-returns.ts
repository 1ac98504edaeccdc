import type { DigestReturns, ReturnStore } from '../../../app/digests/return-store.ts';
import { sampleSize, stopReasons } from '../../../domain/bounces/reputation.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';

type Row = Omit<Prisma.DigestReturnsGetPayload<object>, 'sampleLastId'>;

function toReturns({ stops, ...row }: Row): DigestReturns {
  return { ...row, stops: stopReasons.filter((reason) => stops.includes(reason)) };
}

export function returnStore(db: Db): ReturnStore {
  return {
    async takeSample(digestId, deliveryIds) {
      const known = await db.digestReturns.findUnique({ where: { digestId }, select: { sample: true } });
      const taken = deliveryIds.slice(0, sampleSize - (known?.sample ?? 0));
      const last = taken.at(-1);
      if (last === undefined) return false;
      const sampleLastId = BigInt(last);
      const { sample } = await db.digestReturns.upsert({
        where: { digestId },
        create: { digestId, sample: taken.length, sampleLastId },
        update: { sample: { increment: taken.length }, sampleLastId },
      });
      return sample === sampleSize;
    },
    async countReturn(deliveryId, kind) {
      // A delivery that was refused has no event of its own. Of several events of one delivery the first one counts;
      // the one that is being recorded is among them.
      const [row] = await db.$queryRaw<Row[]>`
        UPDATE digest_returns r SET
          hard_bounces = r.hard_bounces + t.hard, sample_hard_bounces = r.sample_hard_bounces + t.hard * t.first,
          complaints = r.complaints + 1 - t.hard, sample_complaints = r.sample_complaints + (1 - t.hard) * t.first
        FROM (
          SELECT d.digest_id, (${kind}::text = 'hard')::int AS hard, (d.id <= s.sample_last_id)::int AS first
          FROM delivery d JOIN digest_returns s ON s.digest_id = d.digest_id
          WHERE d.id = ${BigInt(deliveryId)}
            AND (SELECT count(*) FROM bounce_event e
                 WHERE e.delivery_id = d.id AND e.kind = ${kind}::bounce_kind AND e.reason <> 'auth-failure') <= 1
        ) t
        WHERE r.digest_id = t.digest_id
        RETURNING r.digest_id AS "digestId", r.sample, r.stops, r.hard_bounces AS "hardBounces", r.complaints,
          r.sample_hard_bounces AS "sampleHardBounces", r.sample_complaints AS "sampleComplaints"`;
      return row === undefined ? null : toReturns(row);
    },
    async returnsOf(digestId) {
      const row = await db.digestReturns.findUnique({ where: { digestId }, omit: { sampleLastId: true } });
      return row === null ? null : toReturns(row);
    },
    async noteStop(digestId, reason) {
      await db.digestReturns.update({ where: { digestId }, data: { stops: { push: reason } } });
    },
  };
}
