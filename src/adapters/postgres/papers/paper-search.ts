import type { Nearness } from '../../../app/papers/embeddings/vector-table.ts';
import { paperReference } from '../../../domain/papers/paper-reference.ts';
import { parseSearch, type Search, soughtWords, withWords } from '../../../domain/papers/search-query.ts';
import { withPairs } from '../../../domain/papers/word-pairs.ts';
import { type WordQuery, wordQuery } from '../../../domain/papers/word-query.ts';
import { askedVector, contentWords } from '../../../domain/ranking/asked-vector.ts';
import type { Reader } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { readMeant } from './meant-words.ts';
import { bestOf } from './search-best.ts';
import type { SearchKnowledge } from './search-knowledge.ts';
import { authoredBy, fieldConditions, wordConditions } from './search-sql.ts';
import { queryText } from './tsquery.ts';

/** Matches that are counted; of more, only the first pages are found. */
export const mostCounted = 2_000;
/** How many of the papers that trend most are looked through when nearly everything matches. */
const trendingFirst = 200;
/** Papers of one word that are looked at to tell that there are more than are counted. */
const sampled = 5_000;
/** So many of the newest papers are looked through, one after the other, before all matches are read. */
const newestFirst = 10_000;
/** Words of more than a quarter of all papers (`inverseFrequency`). */
const mostCommon = 1 + Math.log(4);
/** Papers of one name that come before others. */
const mostByName = 500;

export type Found = {
  ids: number[];
  total: number;
  exact: boolean;
  /** What was searched for instead of what was typed; null: that. */
  corrected: string | null;
};
type Page = { limit: number; offset: number };
type Asked = {
  visible: readonly Prisma.Sql[];
  narrowed: boolean;
  page: Page;
  knowledge: SearchKnowledge;
  /** Papers by how near they are in meaning; null: that is not known. */
  nearness: Nearness | null;
  /** In place of `newestFirst`. */
  newest?: number;
};

const nothing: Found = { ids: [], total: 0, exact: true, corrected: null };

/**
 * The papers that answer a search, a page of them, and how many there are. First those in which all is that must be,
 * the best match first (`bestOf`), then the others of them, those that trend first; of plain words, too, papers that
 * say something near. Of more than `mostCounted` they are neither counted nor sorted as a whole, so that the time does
 * not grow with their number. Words that no paper has are taken for the words that were probably meant. Through a
 * search gate.
 */
export async function searchPapers(db: Reader, typed: string, asked: Asked): Promise<Found> {
  const search = parseSearch(typed);
  const { words } = search;
  if (words === null && search.fields.length === 0) return nothing;
  const narrow = [...asked.visible, ...fieldConditions(search)];
  const reference = words === null ? null : paperReference(words);
  if (words === null || reference !== null)
    return await listed(db, [...narrow, ...(words === null ? [] : wordConditions(words))], asked);
  const query = wordQuery(isPlain(search) ? contentWords(words) : words);
  if (query === null) return nothing;
  const matching = (text: string) => [...narrow, Prisma.sql`p.search @@ ${text}::tsquery`];
  const sought = asked.knowledge.paired ? queryText(withPairs(query)) : queryText(query);
  const many = isCommonWord(query, words, asked.knowledge) && (await areMany(db, matching(sought)));
  const matches = many ? null : await allMatches(db, matching(sought));
  const meant = matches?.length === 0 ? await readMeant(db, words, asked.knowledge.vocabulary) : null;
  const text = meant?.query ?? queryText(query);
  const found = meant === null ? matches : await allMatches(db, matching(text));
  const named = meant === null && isPlain(search) ? await byName(db, words, narrow) : [];
  const corrected = meant?.corrected == null ? null : withWords(search, meant.corrected);
  return {
    ...(await inOrder(db, {
      search,
      words: meant?.words ?? words,
      text,
      where: Prisma.join(matching(meant?.query ?? sought), ' AND '),
      found,
      named,
      narrow,
      ...asked,
    })),
    corrected,
  };
}

type Ordering = Asked & {
  search: Search;
  words: string;
  /** What must be there, as a `tsquery`. */
  text: string;
  /** What a paper must be. */
  where: Prisma.Sql;
  /** The papers in which it is; null: more than are counted. */
  found: readonly number[] | null;
  /** Papers by an author of this name, which come first. */
  named: readonly number[];
  narrow: readonly Prisma.Sql[];
};

async function inOrder(db: Reader, asked: Ordering): Promise<Omit<Found, 'corrected'>> {
  const { search, words, text, where, named, narrow, page, knowledge } = asked;
  const found = asked.found === null ? null : [...new Set([...asked.found, ...named])];
  const vector = askedVector(soughtWords(words), knowledge);
  const best = await bestOf(db, {
    vector,
    model: knowledge,
    text,
    found,
    narrow,
    narrowed: asked.narrowed || search.fields.length > 0,
    plain: isPlain(search),
    nearness: asked.nearness,
  });
  const before = new Set(named);
  const whole = [...named, ...best.whole.filter((id) => !before.has(id))];
  const near = best.near.filter((id) => !before.has(id));
  const shown = new Set(whole);
  const others =
    found?.filter((id) => !shown.has(id)) ??
    ({
      count: Number.POSITIVE_INFINITY,
      of: (part: Page) => ofMany(db, { where, newest: asked.newest }, whole, part),
    } satisfies Lazy);
  const ids = await pageOf(page, [whole, others, near]);
  return { ids, ...totalOf(found, near.length) };
}

function totalOf(found: readonly number[] | null, near: number): Pick<Found, 'total' | 'exact'> {
  return found === null ? { total: mostCounted, exact: false } : { total: found.length + near, exact: true };
}

/** The words of a search whose meaning counts; null where what was typed is meant exactly, or names one paper. */
export function wordsToMean(typed: string): string | null {
  const search = parseSearch(typed);
  return search.words !== null && isPlain(search) && paperReference(search.words) === null
    ? search.words
    : null;
}

/** Whether only words were typed: quotation marks, `-word` and OR keep their exact meaning. */
function isPlain({ words }: Search): boolean {
  return words !== null && !/(?:^|\s)-|"|(?:^|\s)or(?:\s|$)/i.test(words);
}

/** Papers by an author with this name, the newest first; none when it is no name of several words. */
async function byName(db: Reader, words: string, narrow: readonly Prisma.Sql[]): Promise<number[]> {
  const name = /^\p{L}[\p{L}\p{M}.'’-]*(?: [\p{L}\p{M}.'’-]+){1,3}$/u.test(words) ? words : null;
  if (name === null) return [];
  const rows = await db.$queryRaw<{ id: number }[]>`
    SELECT p.id FROM paper p WHERE ${Prisma.join([...narrow, authoredBy(name)], ' AND ')}
    ORDER BY p.published_at DESC, p.id DESC LIMIT ${mostByName}`;
  return rows.map(({ id }) => id);
}

type Lazy = { count: number; of(part: Page): Promise<number[]> };

/** A page of several lists after one another. */
async function pageOf(
  { limit, offset }: Page,
  lists: readonly (readonly number[] | Lazy)[],
): Promise<number[]> {
  const ids: number[] = [];
  let start = offset;
  for (const list of lists) {
    const left = limit - ids.length;
    if (left <= 0) break;
    const count = 'of' in list ? list.count : list.length;
    if (start < count)
      ids.push(
        ...('of' in list ? await list.of({ limit: left, offset: start }) : list.slice(start, start + left)),
      );
    start = Math.max(0, start - count);
  }
  return ids;
}

/** What only fields, or an id, ask for: those that trend first. */
async function listed(
  db: Reader,
  conditions: readonly Prisma.Sql[],
  { page, newest }: Pick<Asked, 'page' | 'newest'>,
): Promise<Found> {
  const found = await allMatches(db, conditions);
  const where = Prisma.join([...conditions], ' AND ');
  const ids =
    found?.slice(page.offset, page.offset + page.limit) ?? (await ofMany(db, { where, newest }, [], page));
  return { ids, ...totalOf(found, 0), corrected: null };
}

/** Whether it is a single word that so many papers have that a sample of them tells whether there are very many. */
function isCommonWord(query: WordQuery, words: string, knowledge: SearchKnowledge): boolean {
  if (query.kind !== 'word' || query.prefix) return false;
  const [term, ...others] = askedVector(soughtWords(words), knowledge).terms;
  return term !== undefined && others.length === 0 && knowledge.rarity(term) < mostCommon;
}

/**
 * Whether there are certainly more papers than are counted. Looks at no more than about `sampled` of those that have a
 * word: the index gives out some of them by chance, where reading all of 80,000 takes longer than all else.
 * https://www.postgresql.org/docs/current/gin.html#GIN-TIPS
 */
async function areMany(db: Reader, conditions: readonly Prisma.Sql[]): Promise<boolean> {
  // A source of the other, so that the limit is set before the index is read; it holds for this statement.
  const [row] = await db.$queryRaw<{ count: number }[]>`
    WITH limited AS MATERIALIZED (SELECT set_config('gin_fuzzy_search_limit', ${String(sampled)}, true) AS done)
    SELECT count(*)::int AS count FROM limited CROSS JOIN LATERAL (
      SELECT FROM paper p WHERE limited.done IS NOT NULL AND ${Prisma.join([...conditions], ' AND ')}
      LIMIT ${mostCounted + 1}
    ) AS matches`;
  return row !== undefined && row.count > mostCounted;
}

/** The papers, first those that trend most, then the newest; null when there are more than are counted. */
async function allMatches(db: Reader, conditions: readonly Prisma.Sql[]): Promise<number[] | null> {
  // What stands behind THEN is made only when it is asked for.
  const [row] = await db.$queryRaw<{ ids: number[] | null }[]>`
    WITH matches AS MATERIALIZED (
      SELECT p.id, p.published_at FROM paper p WHERE ${Prisma.join([...conditions], ' AND ')} LIMIT ${mostCounted + 1}
    )
    SELECT CASE WHEN (SELECT count(*) FROM matches) <= ${mostCounted} THEN (
      SELECT coalesce(array_agg(m.id ORDER BY t.month DESC NULLS LAST, m.published_at DESC, m.id), '{}')
      FROM matches m LEFT JOIN paper_trend t ON t.paper_id = m.id
    ) END AS ids`;
  return row?.ids ?? null;
}

/**
 * Papers that are not `shown`, first those that trend most, then the newest, of more than are counted. Both are looked
 * up one after the other until there are enough, which OFFSET 0 sees to: PostgreSQL takes words side by side for rare,
 * and would read all papers that have them instead.
 */
async function ofMany(
  db: Reader,
  { where, newest = newestFirst }: { where: Prisma.Sql; newest: number | undefined },
  shown: readonly number[],
  { limit, offset }: Page,
): Promise<number[]> {
  const first = await db.$queryRaw<{ id: number }[]>`
    SELECT fitting.id FROM (
      SELECT paper_id, month FROM paper_trend ORDER BY month DESC, paper_id DESC LIMIT ${trendingFirst}
    ) AS t CROSS JOIN LATERAL (SELECT p.id FROM paper p WHERE p.id = t.paper_id AND ${where} OFFSET 0) AS fitting
    WHERE fitting.id <> ALL (${[...shown]}::int[]) ORDER BY t.month DESC, fitting.id`;
  const ids = first.slice(offset, offset + limit).map(({ id }) => id);
  if (ids.length === limit) return ids;
  const left = [...shown, ...first.map(({ id }) => id)];
  const page = Prisma.sql`LIMIT ${limit - ids.length} OFFSET ${Math.max(0, offset - first.length)}`;
  const news = await db.$queryRaw<{ id: number }[]>`
    SELECT n.id FROM (SELECT id FROM paper ORDER BY published_at DESC, id LIMIT ${newest}) AS n
    CROSS JOIN LATERAL (SELECT FROM paper p WHERE p.id = n.id AND ${where} OFFSET 0) AS fitting
    WHERE n.id <> ALL (${left}::int[]) ${page}`;
  const rest =
    ids.length + news.length === limit
      ? news
      : await db.$queryRaw<{ id: number }[]>`
          SELECT p.id FROM paper p WHERE ${where} AND p.id <> ALL (${left}::int[])
          ORDER BY p.published_at DESC, p.id ${page}`;
  return [...ids, ...rest.map(({ id }) => id)];
}
