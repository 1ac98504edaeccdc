import type { Nearness } from '../../../app/papers/embeddings/vector-table.ts';
import {
  type Answer,
  answerOf,
  commonVector,
  ranked,
  rankedAgain,
  type Scored,
  widened,
} from '../../../domain/ranking/feedback-ranking.ts';
import { fused } from '../../../domain/ranking/fusion.ts';
import { heaviest } from '../../../domain/ranking/text-model.ts';
import type { TextVector, WeightedTerms } from '../../../domain/ranking/text-vector.ts';
import { plannedOnce, type Reader } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { nearOf } from './embeddings/near-papers.ts';
import { type TermsRow, termsColumns, toKeyedTerms } from './paper-terms.ts';

/** Terms by which papers are looked for. */
const askedFor = 32;
/** Papers looked at for each term, of a common one only those that tell most of it; more where many do not fit. */
const bestOfTerm = 100;
const bestOfTermNarrowed = 600;
/** Papers that are compared as a whole, in each of the two rounds. */
const compared = 60;
/** Papers of which the places of what was asked for are compared. */
const mostClose = 100;
/** Papers of which the first round learns what they have in common. */
const learntFrom = 5;
/** Papers that trend which are compared, too, when there are more matches than are counted. */
const leadersCompared = 40;

/** Nearness in meaning counts so much beside words. */
const meaningShare = 1;
/** What the best answers have in common counts so much beside what was asked for. */
const feedbackShare = 0.5;
/**
 * What a paper has before others that are as near: all that was asked for, when the best are chosen to learn from; then
 * what was asked for close together or in its title (the root of `ts_rank_cd`, 1 for the best); of very many, being
 * news.
 */
const bonus = { whole: 0.15, close: 0.2, trend: 0.25 } as const;
/** Papers are near that are at least so near, and so near beside the nearest. */
const leastScore = 0.06;
const leastShare = 0.25;
/** No more are shown. */
const mostNear = 100;

type Asked = {
  vector: TextVector;
  /** The text model: its number, and how much terms tell by it. */
  model: { number: number; rarity: (term: number) => number };
  /** What must be there, as a `tsquery`. */
  text: string;
  /** The papers in which it is; null: very many. */
  found: readonly number[] | null;
  narrow: readonly Prisma.Sql[];
  /** Whether many papers may not be what is wanted. */
  narrowed: boolean;
  /** Whether papers may answer that do not have all of it. */
  plain: boolean;
  /** Papers by how near they are in meaning; null: that is not known. */
  nearness: Nearness | null;
};

/**
 * The best answers, in their order: the `whole` ones have all that must be there, those that are `near` not. Papers are
 * found by the terms that tell most of them (`paper_key`), compared as wholes with what was asked for, and once more
 * with what the best of them have in common.
 */
export async function bestOf(db: Reader, asked: Asked): Promise<{ whole: number[]; near: number[] }> {
  const { vector, found, nearness } = asked;
  const { rarity } = asked.model;
  const withMeaning = (scored: readonly Scored[]) =>
    nearness === null ? [...scored] : fused(scored, nearness.of, meaningShare);
  const answers = new Map<number, Answer>();
  const matching = new Set(found);
  const months = new Map<number, number>();
  const add = (rows: readonly FoundRow[]) => {
    for (const { matches, month, ...row } of rows) {
      answers.set(row.paperId, answerOf(toKeyedTerms(row), asked.model));
      if (!matches) continue;
      matching.add(row.paperId);
      if (month !== null) months.set(row.paperId, month);
    }
  };
  const few = found !== null && found.length <= compared;
  // Where only what matches may answer, and all of it is compared, no others are looked for.
  const others = asked.plain || !few;
  if (others && vector.terms.length > 0) add(await sharing(db, vector, asked));
  if (few) add(await byIds(db, found));
  if (found === null) add(await leaders(db, asked));
  if (nearness !== null) add(await nearOf<FoundRow>(db, nearness, { ...asked, columns: columnsOf(asked) }));
  const first = prefer(withMeaning(ranked(vector, [...answers.values()], rarity)), (id) =>
    matching.has(id) ? bonus.whole : 0,
  );
  // Papers that have all of it teach more than such as only share words with it.
  const common = commonVector(
    first.slice(0, learntFrom).filter(({ score }) => score > 0),
    rarity,
  );
  const known = [...answers.keys()];
  if (others && common.terms.length > 0)
    add(await sharing(db, widened(vector, common, feedbackShare), asked, known));
  const again = withMeaning(
    rankedAgain(vector, common, { answers: [...answers.values()], rarity, share: feedbackShare }),
  );
  const trends = placesOf(months);
  const trending = prefer(again, (id) => bonus.trend * (trends.get(id) ?? 0));
  const complete = trending.filter(({ paperId }) => matching.has(paperId));
  const front = complete.slice(0, mostClose);
  const close = await closeness(
    db,
    front.map(({ paperId }) => paperId),
    asked.text,
  );
  const best = prefer(front, (id) => bonus.close * (close.get(id) ?? 0));
  const least = Math.max(leastScore, leastShare * (again[0]?.score ?? 0));
  const near = again.filter(({ paperId, score }) => !matching.has(paperId) && score >= least);
  return {
    whole: [...best, ...complete.slice(mostClose)].map(({ paperId }) => paperId),
    near: asked.plain && found !== null ? near.slice(0, mostNear).map(({ paperId }) => paperId) : [],
  };
}

function prefer(scored: readonly Scored[], more: (id: number) => number): Scored[] {
  return scored
    .map((one) => ({ ...one, score: one.score + more(one.paperId) }))
    .sort((a, b) => b.score - a.score || b.paperId - a.paperId);
}

/** A paper that may answer. `matches`: all is in it that must be, of papers that were not looked up before. */
type FoundRow = TermsRow & { matches: boolean; month: number | null };

/** Of a paper `p` and its terms `t`. Only of very many it is not known which ones match, and trends count. */
function columnsOf({ found, text }: Asked): Prisma.Sql {
  return Prisma.sql`${termsColumns}, ${
    found === null
      ? Prisma.sql`p.search @@ ${text}::tsquery AS matches,
          (SELECT r.month FROM paper_trend r WHERE r.paper_id = p.id) AS month`
      : Prisma.sql`false AS matches, NULL::real AS month`
  }`;
}

/**
 * Papers that share most of these terms by weight. They are looked up one after the other, the best first, until as
 * many fit as are compared: of the thousands that share something, a narrow search would otherwise read each. (OFFSET 0
 * keeps PostgreSQL from doing it in another order.)
 */
async function sharing(
  db: Reader,
  by: WeightedTerms,
  asked: Asked,
  known: readonly number[] = [],
): Promise<FoundRow[]> {
  const { narrow, narrowed } = asked;
  const { terms, weights } = heaviest(by, askedFor);
  const depth = narrowed ? bestOfTermNarrowed : bestOfTerm;
  return await db.$queryRaw<FoundRow[]>`${narrowed ? Prisma.empty : plannedOnce}
    WITH best AS MATERIALIZED (
      SELECT k.paper_id, sum(k.weight * q.weight) AS score
      FROM unnest(${[...terms]}::int[], ${[...weights]}::real[]) AS q(term, weight)
      CROSS JOIN LATERAL (
        SELECT paper_id, weight FROM paper_key WHERE term = q.term ORDER BY weight DESC, paper_id DESC LIMIT ${depth}
      ) k
      GROUP BY k.paper_id ORDER BY score DESC, k.paper_id DESC LIMIT ${narrowed ? null : compared}
    ), visible AS MATERIALIZED (
      SELECT best.paper_id AS id
      FROM (SELECT paper_id, score FROM best ORDER BY score DESC, paper_id DESC OFFSET 0) AS best
      CROSS JOIN LATERAL (
        SELECT FROM paper p WHERE p.id = best.paper_id AND ${Prisma.join([...narrow], ' AND ')} OFFSET 0
      ) AS fitting
      LIMIT ${compared}
    )
    SELECT ${columnsOf(asked)} FROM visible JOIN paper p ON p.id = visible.id JOIN paper_terms t ON t.paper_id = p.id
    WHERE p.id <> ALL (${[...known]}::int[])`;
}

async function byIds(db: Reader, ids: readonly number[]): Promise<FoundRow[]> {
  if (ids.length === 0) return [];
  return await db.$queryRaw<FoundRow[]>`${plannedOnce}
    SELECT ${termsColumns}, true AS matches, NULL::real AS month FROM paper_terms t WHERE t.paper_id = ANY (${[...ids]}::int[])`;
}

/** Matching papers that trend most. */
async function leaders(db: Reader, { text, narrow, narrowed }: Asked): Promise<FoundRow[]> {
  return await db.$queryRaw<FoundRow[]>`${narrowed ? Prisma.empty : plannedOnce}
    WITH leaders AS MATERIALIZED (SELECT paper_id, month FROM paper_trend ORDER BY month DESC, paper_id DESC LIMIT ${leadersCompared})
    SELECT ${termsColumns}, true AS matches, leaders.month
    FROM leaders CROSS JOIN LATERAL (
      SELECT p.id FROM paper p
      WHERE p.id = leaders.paper_id AND ${Prisma.join([...narrow], ' AND ')} AND p.search @@ ${text}::tsquery OFFSET 0
    ) AS p JOIN paper_terms t ON t.paper_id = p.id`;
}

/** How close together papers have what was asked for, and how much of it in the title: 1 for the best. */
async function closeness(db: Reader, ids: readonly number[], text: string): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  // 1: divided by the logarithm of the length.
  const rows = await db.$queryRaw<{ id: number; rank: number }[]>`${plannedOnce}
    SELECT id, ts_rank_cd(search, ${text}::tsquery, 1) AS rank FROM paper WHERE id = ANY (${[...ids]}::int[])`;
  const most = Math.max(...rows.map(({ rank }) => rank));
  return new Map(rows.map(({ id, rank }) => [id, most > 0 ? Math.sqrt(rank / most) : 0]));
}

/** How far in front they are of those that trend, from 0 to 1. */
function placesOf(months: ReadonlyMap<number, number>): Map<number, number> {
  const order = [...months].sort(([id, month], [otherId, other]) => month - other || otherId - id);
  return new Map(order.map(([id], place) => [id, (place + 1) / order.length]));
}
