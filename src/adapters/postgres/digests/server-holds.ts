import type { ServerHoldStore, StoredHold } from '../../../app/deliveries/server-hold-store.ts';
import { holdCauses } from '../../../domain/sending/server-hold.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';

function toHold({ cause, ...row }: Prisma.MailServerHoldGetPayload<object>): StoredHold {
  return { ...row, cause: holdCauses.find((one) => one === cause) ?? 'server' };
}

export function serverHoldStore(db: Db): ServerHoldStore {
  return {
    async list() {
      const rows = await db.mailServerHold.findMany({ orderBy: [{ since: 'asc' }, { id: 'asc' }] });
      return rows.map(toHold);
    },
    async hold(hold) {
      const { count } = await db.mailServerHold.createMany({ data: [hold], skipDuplicates: true });
      return count === 1;
    },
    async claimProbe(server, now, until) {
      const { count } = await db.mailServerHold.updateMany({
        where: { server, nextProbeAt: { lte: now } },
        data: { nextProbeAt: until },
      });
      return count === 1;
    },
    async update({ server, cause, reply, nextProbeAt, pauseMs, probesUntil }) {
      await db.mailServerHold.updateMany({
        where: { server },
        data: { cause, reply, nextProbeAt, pauseMs, probesUntil },
      });
    },
    async byId(id) {
      const row = await db.mailServerHold.findUnique({ where: { id } });
      return row === null ? null : toHold(row);
    },
    async release(server, begunAt) {
      const { count } = await db.mailServerHold.deleteMany({
        where: { server, ...(begunAt === null ? {} : { since: { lt: begunAt } }) },
      });
      return count > 0;
    },
    async hastenHeldJobs() {
      // pg-boss has no word for it. Its workers look at this column, and at nothing else, to tell whether a job is due.
      await db.$executeRaw`
        UPDATE pgboss.job SET start_after = now()
        WHERE name IN ('send-deliveries', 'send-subscription-mail') AND state = 'created' AND start_after > now()
          AND data @> '{"held": true}'::jsonb`;
    },
    async forgetOthers(servers) {
      const { count } = await db.mailServerHold.deleteMany({ where: { server: { notIn: [...servers] } } });
      return count;
    },
  };
}
