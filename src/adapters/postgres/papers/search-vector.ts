import type { Paper } from '../../../domain/papers/paper.ts';
import { authorEntries, searchEntries, searchVersion } from '../../../domain/papers/search-entries.ts';
import type { Db } from '../client.ts';
import { matchTopics } from './topics/topics.ts';
import { lexeme } from './tsquery.ts';

// https://www.postgresql.org/docs/current/textsearch-limitations.html
const lastPlace = 16_383;
const mostPlaces = 255;
/** Of the megabyte that a vector may have: what is left is for how PostgreSQL aligns it. */
const mostBytes = 800_000;
/** Places and the length of a word. */
const bytesBeside = 12;

/** A `tsvector` of words with their places, if they have any, and as many of them as one can have. */
export function vectorText(
  entries: readonly { lexeme: string; at: number | null; weight?: string }[],
): string {
  const words = new Map<string, { places: number; text: string }>();
  let bytes = 0;
  for (const { lexeme: word, at, weight = '' } of entries) {
    const place = at === null ? null : `${Math.min(at, lastPlace)}${weight === 'D' ? '' : weight}`;
    const known = words.get(word);
    if (known?.places === mostPlaces) continue;
    bytes += known === undefined ? Buffer.byteLength(word) + bytesBeside : 2;
    if (bytes > mostBytes) break;
    if (known === undefined)
      words.set(word, { places: 1, text: `${lexeme(word)}${place === null ? '' : `:${place}`}` });
    else if (place !== null) {
      known.places++;
      known.text += `,${place}`;
    }
  }
  return Array.from(words.values(), ({ text }) => text).join(' ');
}

type Text = Pick<Paper, 'title' | 'abstract' | 'authors' | 'categories'>;
/** The words by which a paper is found, as `tsvector`s: all of them, and those of its authors' names. */
export type SearchVectors = { search: string; names: string };

export function searchVectors(text: Text): SearchVectors {
  return { search: vectorText(searchEntries(text)), names: vectorText(authorEntries(text.authors)) };
}

/**
 * Keeps the words by which papers are found, of those among them that do not have them by this version of the code.
 * In the transaction that stores the papers.
 */
export async function keepSearchWords(
  db: Db,
  papers: readonly ({ id: number } & SearchVectors)[],
): Promise<void> {
  if (papers.length === 0) return;
  await db.$executeRaw`
    UPDATE paper p SET search = t.search::tsvector, author_search = t.names::tsvector, search_version = ${searchVersion}
    FROM unnest(${papers.map(({ id }) => id)}::int[], ${papers.map(({ search }) => search)}::text[],
      ${papers.map(({ names }) => names)}::text[]) AS t(id, search, names)
    WHERE p.id = t.id AND p.search_version < ${searchVersion}`;
}

/**
 * Lets the words of many papers wait beside their indexes, in this transaction, until `mergeWords` is asked for: merged
 * by whoever stores them each 4 MB, they write the pages of common words again and again, and the store waits for it.
 * https://www.postgresql.org/docs/current/gin.html#GIN-FAST-UPDATE
 */
export async function deferMerges(db: Db): Promise<void> {
  await db.$queryRaw`SELECT set_config('gin_pending_list_limit', '64MB', true)`;
}

/** Makes the words of papers that have none by this version, at most so many. Returns the number made. */
export async function addSearchWords(db: Db, limit: number): Promise<number> {
  await deferMerges(db);
  const rows = await db.$queryRaw<({ id: number } & Text)[]>`
    SELECT id, title, abstract, authors, categories FROM paper WHERE search_version < ${searchVersion}
    ORDER BY search_version, id DESC LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
  await keepSearchWords(
    db,
    rows.map(({ id, ...text }) => ({ id, ...searchVectors(text) })),
  );
  await matchTopics(
    db,
    rows.map(({ id }) => id),
  );
  return rows.length;
}
