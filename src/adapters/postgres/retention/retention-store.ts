import type { RetentionStore, TidyRun } from '../../../app/retention/retention-store.ts';
import { retentionNames } from '../../../domain/retention/retention.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';

/** Runs that are kept. */
const runsKept = 60;

function toRun({ rows, ...run }: Prisma.TidyRunGetPayload<object>): TidyRun {
  const kept = rows !== null && typeof rows === 'object' && !Array.isArray(rows) ? rows : {};
  const counted = retentionNames.flatMap((name) => {
    const count = kept[name];
    return typeof count === 'number' ? [[name, count] as const] : [];
  });
  return { ...run, rows: Object.fromEntries(counted) };
}

export function retentionStore(db: Db): RetentionStore {
  return {
    async readSaid() {
      const rows = await db.retentionTerm.findMany({ where: { days: { not: null } } });
      return Object.fromEntries(rows.flatMap(({ name, days }) => (days === null ? [] : [[name, days]])));
    },
    async writeSaid(said) {
      await db.$executeRaw`
        INSERT INTO retention_term (name, days)
        SELECT key, value::int FROM jsonb_each_text(${JSON.stringify(said)}::jsonb)
        ON CONFLICT (name) DO UPDATE SET days = excluded.days`;
      await db.retentionTerm.updateMany({
        where: { name: { notIn: Object.keys(said) } },
        data: { days: null },
      });
    },
    async totals() {
      const rows = await db.retentionTerm.findMany({ select: { name: true, rows: true } });
      return new Map(rows.map(({ name, rows: count }) => [name, Number(count)]));
    },
    async lastRun() {
      const row = await db.tidyRun.findFirst({ orderBy: { id: 'desc' } });
      return row === null ? null : toRun(row);
    },
    async startRun(startedAt) {
      const run = await db.tidyRun.create({ data: { startedAt } });
      await db.tidyRun.deleteMany({ where: { id: { lte: run.id - runsKept } } });
      return toRun(run);
    },
    async noteTidied(runId, name, rows, place) {
      if (rows === 0 && place === null) return;
      // In one statement: what the step has locked waits for it.
      await db.$executeRaw`
        WITH run AS (
          UPDATE tidy_run SET rows = rows || jsonb_build_object(${name}::text, coalesce((rows->>${name}::text)::bigint, 0) + ${rows}::int)
          WHERE id = ${runId} AND ${rows}::int > 0
        )
        INSERT INTO retention_term AS t (name, place, rows) VALUES (${name}, ${place}, ${rows})
        ON CONFLICT (name) DO UPDATE SET place = coalesce(excluded.place, t.place), rows = t.rows + excluded.rows`;
    },
    async placeOf(name) {
      return (await db.retentionTerm.findUnique({ where: { name } }))?.place ?? null;
    },
    async endRun(id, endedAt, cutShort) {
      await db.tidyRun.update({ where: { id }, data: { endedAt, cutShort } });
    },
  };
}
