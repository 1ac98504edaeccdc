import type { TrendStore } from '../../../app/papers/paper-stores.ts';
import type { TrendInput, Window } from '../../../domain/ranking/trending.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** The stored score of a window, of a joined `paper_trend t`. A paper too old to have one comes after those that do. */
export const storedScore: Record<Window, Prisma.Sql> = {
  day: Prisma.sql`t.day DESC NULLS LAST, p.fresh_at DESC`,
  week: Prisma.sql`t.week DESC NULLS LAST, p.fresh_at DESC`,
  month: Prisma.sql`t.month DESC NULLS LAST, p.fresh_at DESC`,
};

export function trendStore(db: Db): TrendStore {
  return {
    async trendInputs(from, asOf) {
      const papers = await db.$queryRaw<
        { id: number; field: string | null; fresh: number; votes_from: number }[]
      >`
        SELECT p.id, p.primary_category AS field, ${millis(Prisma.sql`p.fresh_at`)} AS fresh,
          ${millis(Prisma.sql`coalesce(p.featured_at, p.published_at)`)} AS votes_from
        FROM ${takingPart(from, asOf)}`;
      const byId = new Map(
        papers.map(({ id, field, fresh, votes_from }): [number, TrendInput & { snapshots: Snapshots }] => [
          id,
          { id, field, freshAt: new Date(fresh), votesFrom: new Date(votes_from), snapshots: [] },
        ]),
      );
      // In columns, each in the same order: a row for each of some hundred thousand signals takes several times as
      // long.
      const reported = await db.$queryRaw<Told[]>`
        SELECT s.paper_id, s.source, array_agg(${millis(Prisma.sql`s.at`)}) AS at,
          array_agg(s.upvotes) AS upvotes, array_agg(s.comments) AS comments,
          array_agg(s.stars) AS stars
        FROM signal s JOIN (SELECT p.id FROM ${takingPart(from, asOf)}) AS part ON part.id = s.paper_id
        WHERE s.at <= ${asOf} GROUP BY s.paper_id, s.source`;
      for (const { paper_id, source, at, upvotes, comments, stars } of reported) {
        const snapshots = byId.get(paper_id)?.snapshots;
        for (const [index, moment] of at.entries()) {
          snapshots?.push({
            source,
            at: moment,
            upvotes: upvotes[index] ?? null,
            comments: comments[index] ?? null,
            stars: stars[index] ?? null,
          });
        }
      }
      return [...byId.values()];
    },
    async keepTrends(trends, asOf) {
      const rows = [...trends].map(([paperId, { trend, scores }]) => ({ paperId, ...scores, ...trend }));
      const made = Prisma.sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS t("paperId" int, day float8,
        week float8, month float8, "gainPerDay" int, "usualPerDay" float8, "timesUsual" float8)`;
      // In one statement, so that no reader sees half of it. Papers may have gone since they were read.
      await db.$executeRaw`
        WITH made AS MATERIALIZED (SELECT t.* FROM ${made} JOIN paper p ON p.id = t."paperId"), past AS (
          DELETE FROM paper_trend WHERE paper_id NOT IN (SELECT "paperId" FROM made)
        ), noted AS (
          UPDATE installation SET trends_at = ${asOf}
        )
        INSERT INTO paper_trend (paper_id, day, week, month, gain_per_day, usual_per_day, times_usual)
        SELECT "paperId", day, week, month, "gainPerDay", "usualPerDay", "timesUsual" FROM made
        ON CONFLICT (paper_id) DO UPDATE SET day = excluded.day, week = excluded.week, month = excluded.month,
          gain_per_day = excluded.gain_per_day, usual_per_day = excluded.usual_per_day, times_usual = excluded.times_usual
        WHERE (paper_trend.day, paper_trend.week, paper_trend.month, paper_trend.gain_per_day, paper_trend.usual_per_day, paper_trend.times_usual)
          IS DISTINCT FROM (excluded.day, excluded.week, excluded.month, excluded.gain_per_day, excluded.usual_per_day, excluded.times_usual)`;
    },
    async madeAt() {
      const row = await db.installation.findUnique({ where: { id: 1 }, select: { trendsAt: true } });
      return row?.trendsAt ?? null;
    },
  };
}

type Snapshots = TrendInput['snapshots'][number][];
type Told = {
  paper_id: number;
  source: string;
  at: number[];
  upvotes: (number | null)[];
  comments: (number | null)[];
  stars: (number | null)[];
};

/** Whole milliseconds since 1970, as a float: dates in arrays are slow to read. */
function millis(instant: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`round(extract(epoch FROM ${instant}) * 1000)::float8`;
}

/**
 * Papers `p` that became news in the span, and older ones of which a source said something in it. Not by `IN` beside
 * `OR`: when the signals do not fit in `work_mem`, PostgreSQL then looks through all of them for each paper.
 */
function takingPart(from: Date, asOf: Date): Prisma.Sql {
  return Prisma.sql`(
      SELECT id FROM paper WHERE fresh_at > ${from} AND fresh_at <= ${asOf}
      UNION SELECT paper_id FROM signal WHERE at > ${from} AND at <= ${asOf}
    ) AS news JOIN paper p ON p.id = news.id AND NOT p.hidden AND NOT p.withdrawn AND p.fresh_at <= ${asOf}`;
}
