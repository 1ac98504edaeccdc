import pg from 'pg';
import { vectorText } from '../../src/adapters/postgres/papers/search-vector.ts';
import { tsquery } from '../../src/adapters/postgres/papers/tsquery.ts';
import { searchEntries } from '../../src/domain/papers/search-entries.ts';
import { startBenchServer } from '../bench-server.ts';
import { openHere } from '../service.ts';
import type { BenchPaper } from './papers.ts';
import type { BenchReader, Stated } from './readers.ts';

/** `ts_rank_cd` of each paper of the future that matches, by its number. */
export type Matches = ReadonlyMap<number, number>;

export type TextSearch = {
  /** What matches one stated interest, as the service's search would find it. */
  matching(stated: Stated): Promise<Matches>;
  /** What matches any of a reader's interests, in one query. */
  matchingAny(reader: BenchReader): Promise<Matches>;
};

/** Keywords and names as a person types them; a paper by the words of its title and those its abstract uses most. */
const queryOfPaper = `
  SELECT coalesce(string_agg(quote_literal(lexeme), ' | '), '')::tsquery FROM (
    SELECT lexeme FROM bench_paper, unnest(search) WHERE id = $1 AND length(lexeme) > 2 AND weights && '{A,C}'
    ORDER BY ('A' = ANY (weights)) DESC, cardinality(positions) DESC, lexeme LIMIT 24) AS term`;

/**
 * Puts the papers into a real PostgreSQL with the words by which the service finds them (weights: title A, authors B,
 * abstract C, categories D).
 */
export async function openTextSearch(
  stack: AsyncDisposableStack,
  { papers, from }: { papers: readonly BenchPaper[]; from: number },
): Promise<TextSearch> {
  const server = await startBenchServer(stack);
  const databaseUrl = await server.create('relevance', null);
  const scope = server.scope();
  await openHere(scope, { databaseUrl, home: server.home, smtpPort: 9, dkimKeyFile: null });
  await scope.disposeAsync();
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  stack.defer(() => client.end());
  await client.query('CREATE TABLE bench_paper (id int PRIMARY KEY, search tsvector)');
  await client.query('INSERT INTO bench_paper SELECT * FROM unnest($1::int[], $2::text[]::tsvector[])', [
    papers.map((_, id) => id),
    papers.map((paper) => vectorText(searchEntries(paper))),
  ]);

  const queryOf = async (stated: Stated): Promise<string> => {
    const [sql, value] =
      stated.kind === 'paper'
        ? [queryOfPaper, stated.paper]
        : ['SELECT $1::tsquery', tsquery(stated.kind === 'query' ? stated.words : `"${stated.name}"`)];
    const { rows } = await client.query<{ query: string }>(`SELECT (${sql})::text AS query`, [value]);
    return rows[0]?.query ?? '';
  };
  const found = async (query: string): Promise<Matches> => {
    // 1: divided by the logarithm of the length, as the service's own search.
    const { rows } = await client.query<{ id: number; rank: number }>(
      `SELECT id, ts_rank_cd(search, $1::tsquery, 1) AS rank FROM bench_paper
       WHERE id >= $2 AND search @@ $1::tsquery`,
      [query, from],
    );
    return new Map(rows.map(({ id, rank }) => [id, rank]));
  };
  return {
    matching: async (stated) => await found(await queryOf(stated)),
    async matchingAny(reader) {
      const queries: string[] = [];
      for (const stated of reader.stated) queries.push(await queryOf(stated));
      return await found(
        queries
          .filter((query) => query !== '')
          .map((query) => `(${query})`)
          .join(' | '),
      );
    },
  };
}
