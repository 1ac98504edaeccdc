import type {
  Candidate,
  CandidateStore,
  ScoredWindow,
} from '../../../app/digests/planning/candidate-store.ts';
import { bestAuthorMatch, familyWord } from '../../../domain/papers/author-name.ts';
import { parseSearch } from '../../../domain/papers/search-query.ts';
import { allFields } from '../../../domain/papers/subject.ts';
import { lookbackDays, newsDays } from '../../../domain/time/cadence.ts';
import { dayMs } from '../../../domain/time/units.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { newsPapers, termsOfPapers } from '../papers/paper-terms.ts';
import { searchConditions, wordsSql } from '../papers/search-sql.ts';
import { lexeme, tsquery } from '../papers/tsquery.ts';

/** Candidates a topic is cut to: enough for a reader who has already been sent hundreds of them. */
const candidatesPerTopic = 400;
/** Of a search: so many by score, and so many by how well they match. */
const candidatesPerQuery = 150;

type Row = { subject_id: number; paper_id: number; score: number; strength: number };

/** The papers `p` that can be news at that time. */
function eligibleSql({ cadence, asOf }: ScoredWindow): Prisma.Sql {
  const from = new Date(asOf.getTime() - lookbackDays(cadence) * dayMs);
  const submitted = new Date(asOf.getTime() - newsDays * dayMs);
  return Prisma.sql`p.fresh_at > ${from} AND p.fresh_at <= ${asOf} AND p.published_at > ${submitted}
    AND NOT p.hidden AND NOT p.withdrawn`;
}

/** The columns of a list, of `scoredSql`. */
const columnsSql = Prisma.sql`p.id, t.score, p.published_at`;

/** The papers `p` that have a score, with it as `t.score`. */
function scoredSql(when: ScoredWindow): Prisma.Sql {
  return Prisma.sql`paper p JOIN ${scoresSql(when)} AS t(id, score) ON t.id = p.id`;
}

function scoresSql({ scores }: ScoredWindow): Prisma.Sql {
  return Prisma.sql`unnest(${[...scores.keys()]}::int[], ${[...scores.values()]}::float8[])`;
}

function gather(lists: Map<number, Candidate[]>, rows: readonly Row[]): Map<number, Candidate[]> {
  for (const { subject_id, paper_id, score, strength } of rows) {
    const list = lists.get(subject_id) ?? [];
    lists.set(subject_id, list);
    list.push({ paperId: paper_id, score, strength });
  }
  return lists;
}

/** Cuts what `matches` (with `subject_id`, `strength` and the columns) gives to the best of each subject. */
function bestSql(matches: Prisma.Sql, limit: { byScore: number; byStrength: number }): Prisma.Sql {
  return Prisma.sql`
    SELECT subject_id, id AS paper_id, score, strength FROM (
      SELECT *,
        row_number() OVER (PARTITION BY subject_id ORDER BY score DESC, published_at DESC, id) AS by_score,
        row_number() OVER (PARTITION BY subject_id ORDER BY strength DESC, score DESC, id) AS by_strength
      FROM (${matches}) AS matched) AS ranked
    WHERE by_score <= ${limit.byScore} OR by_strength <= ${limit.byStrength}
    ORDER BY subject_id, by_score`;
}

export function candidateStore(db: Db): CandidateStore {
  return {
    async candidatesOfTopics(when) {
      const lists = new Map<number, Candidate[]>([[allFields, []]]);
      for (const { id } of await db.subject.findMany({ where: { kind: 'topic' }, select: { id: true } }))
        lists.set(id, []);
      const rows = await db.$queryRaw<Row[]>`
        WITH eligible AS MATERIALIZED (SELECT ${columnsSql} FROM ${scoredSql(when)} WHERE ${eligibleSql(when)}), listed AS (
          SELECT ${allFields}::int AS subject_id, * FROM eligible
          UNION ALL
          SELECT s.id, e.* FROM eligible e JOIN paper_topic pt ON pt.paper_id = e.id JOIN subject s ON s.topic_id = pt.topic_id
        ), ranked AS (
          SELECT *, row_number() OVER (PARTITION BY subject_id ORDER BY score DESC, published_at DESC, id) AS place FROM listed
        )
        SELECT subject_id, id AS paper_id, score, 1::float8 AS strength FROM ranked WHERE place <= ${candidatesPerTopic}
        ORDER BY subject_id, place`;
      return gather(lists, rows);
    },

    async candidatesOfOthers(subjectIds, when) {
      const lists = new Map(subjectIds.map((id): [number, Candidate[]] => [id, []]));
      if (subjectIds.length === 0) return lists;
      const subjects = await db.subject.findMany({ where: { id: { in: [...subjectIds] } } });
      const queries = subjects.flatMap(({ id, query }) => (query === null ? [] : { id, query }));
      gather(lists, await matchingQueries(db, queries, when));
      const authors = subjects.flatMap(({ id, author }) => (author === null ? [] : { id, author }));
      gather(lists, await byAuthors(db, authors, when));
      return lists;
    },

    newsPapers: (ids, asOf) => newsPapers(db, ids, asOf),
    termsOfPapers: (paperIds) => termsOfPapers(db, paperIds),
  };
}

/** Those of plain words in one statement of their own, since they are nearly all; each of the others adds one. */
async function matchingQueries(
  db: Db,
  queries: readonly { id: number; query: string }[],
  when: ScoredWindow,
): Promise<Row[]> {
  if (queries.length === 0) return [];
  const searches = queries.map(({ id, query }) => ({ id, search: parseSearch(query) }));
  const plain = searches
    .filter(({ search }) => search.fields.length === 0)
    .map(({ id, search }) => ({ id, words: tsquery(search.words ?? '') }));
  const matches = searches.flatMap(({ id, search }) => {
    if (search.fields.length === 0) return [];
    const strength =
      search.words === null ? Prisma.sql`1` : Prisma.sql`ts_rank_cd(p.search, ${wordsSql(search.words)}, 1)`;
    const where = Prisma.join([eligibleSql(when), ...searchConditions(search)], ' AND ');
    return Prisma.sql`SELECT ${id}::int AS subject_id, ${columnsSql}, ${strength}::float8 AS strength
      FROM paper p JOIN scored t ON t.id = p.id WHERE ${where}`;
  });
  if (plain.length > 0)
    matches.push(Prisma.sql`
      SELECT query.id AS subject_id, m.* FROM jsonb_to_recordset(${JSON.stringify(plain)}::jsonb) AS query(id int, words tsquery)
      CROSS JOIN LATERAL (
        SELECT ${columnsSql}, ts_rank_cd(p.search, query.words, 1)::float8 AS strength
        FROM ${scoredSql(when)} WHERE p.search @@ query.words AND ${eligibleSql(when)}) AS m`);
  const all = Prisma.join(matches, ' UNION ALL ');
  // Sent once, whatever the number of statements.
  const scored = Prisma.sql`WITH scored AS MATERIALIZED (SELECT t.* FROM ${scoresSql(when)} AS t(id, score))`;
  return await db.$queryRaw<Row[]>(
    bestSql(plain.length === searches.length ? all : Prisma.sql`${scored} ${all}`, {
      byScore: candidatesPerQuery,
      byStrength: candidatesPerQuery,
    }),
  );
}

/** Found by the family name's word; which of these names are the author's is for the domain to say. */
async function byAuthors(
  db: Db,
  subjects: readonly { id: number; author: string }[],
  when: ScoredWindow,
): Promise<Row[]> {
  const words = subjects.map(({ id, author }) => ({ id, word: lexeme(familyWord(author)) }));
  if (words.length === 0) return [];
  const rows = await db.$queryRaw<(Omit<Row, 'strength'> & { authors: string[] })[]>`
    SELECT a.id AS subject_id, m.id AS paper_id, m.score, m.authors
    FROM jsonb_to_recordset(${JSON.stringify(words)}::jsonb) AS a(id int, word text)
    CROSS JOIN LATERAL (
      SELECT ${columnsSql}, p.authors FROM ${scoredSql(when)}
      WHERE p.author_search @@ a.word::tsquery AND ${eligibleSql(when)}) AS m
    ORDER BY a.id, m.score DESC, m.published_at DESC, m.id`;
  const authorOf = new Map(subjects.map(({ id, author }) => [id, author]));
  return rows.flatMap(({ authors, ...row }) => {
    const strength = bestAuthorMatch(authorOf.get(row.subject_id) ?? '', authors);
    return strength > 0 ? [{ ...row, strength }] : [];
  });
}
