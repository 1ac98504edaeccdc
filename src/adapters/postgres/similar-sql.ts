import { Prisma } from './generated/client.ts';

/**
 * How alike papers `p` are to the paper `like`: a query of the words of its title and those that its abstract uses
 * most, ranked by PostgreSQL with the title's words first; each category in common adds a quarter. `like` is SQL for
 * its id. Gives `words` (tsquery) and `categories`, to be used with `likeness`.
 */
export function termsSql(like: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT q.categories, (
      SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery FROM (
        SELECT lexeme FROM unnest(q.search)
        WHERE length(lexeme) > 2 AND weights && '{A,C}'
        ORDER BY ('A' = ANY (weights)) DESC, cardinality(positions) DESC, lexeme
        LIMIT 24) AS term) AS words
    FROM paper q WHERE q.id = ${like}`;
}

/** Of a paper `p` to the `query` that `termsSql` made. */
export const likeness = Prisma.sql`(ts_rank(p.search, query.words, 1)
  * (1 + cardinality(ARRAY(SELECT unnest(p.categories) INTERSECT SELECT unnest(query.categories))) * 0.25))`;
