import type { AuthorStore } from '../../../../app/papers/authors/author-store.ts';
import {
  blocksSince,
  familyWord,
  keyedName,
  nameBlock,
  nameWords,
} from '../../../../domain/papers/author-name.ts';
import { authorPapers, type NamedPaper } from '../../../../domain/papers/authors/author-papers.ts';
import { authorsNamed, sayName } from '../../../../domain/papers/authors/authors-named.ts';
import type { Reader } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { SearchGate } from '../search-gate.ts';
import { lexeme } from '../tsquery.ts';

/** So many papers of an author are looked through, the newest first. */
const mostPapers = 1_000;
/** So many to find out who has a name. */
const mostForNames = 300;

const visible = (now: Date) => Prisma.sql`NOT p.hidden AND NOT p.withdrawn AND p.fresh_at <= ${now}`;

/**
 * The names of a paper `p` that may have a word: those of plain letters only if they have it, and all others, whose
 * words can be told only by reading them. Collaborations have thousands.
 */
function namesWith(word: string): Prisma.Sql {
  return Prisma.sql`ARRAY(SELECT name FROM unnest(p.authors) AS name
    WHERE strpos(lower(name), ${word}) > 0 OR name ~ '[^A-Za-z., -]')`;
}

type Wanted = {
  /** A `tsquery`. */
  query: Prisma.Sql;
  /** In all of the names in question. */
  word: string;
  now: Date;
  most: number;
};

/** The newest papers that have the words among their authors' names. */
async function papersWith(db: Reader, { query, word, now, most }: Wanted): Promise<NamedPaper[]> {
  return await db.$queryRaw<NamedPaper[]>`
    SELECT p.id, ${namesWith(word)} AS names FROM (
      SELECT p.id, p.published_at, p.authors FROM paper p
      WHERE p.author_search @@ ${query} AND ${visible(now)}
      ORDER BY p.published_at DESC, p.id DESC LIMIT ${most}) AS p
    ORDER BY p.published_at DESC, p.id DESC`;
}

/** A name's block; until all papers are indexed by blocks, its family name. */
function blockQuery(block: string, family: string): Prisma.Sql {
  return Prisma.sql`(SELECT CASE WHEN EXISTS (SELECT FROM paper WHERE search_version < ${blocksSince})
    THEN ${lexeme(family)} ELSE ${lexeme(block)} END::tsquery)`;
}

/** Through the gate of searches: what it costs depends on how common a name is. */
export function authorStore(search: SearchGate): AuthorStore {
  return {
    async authorOf(key, { now, asker }) {
      const name = keyedName(key);
      const [block, word] = [nameBlock(name), familyWord(name)];
      if (block === null || word === null) return null;
      const found = await search(asker, (db) =>
        papersWith(db, { query: blockQuery(block, word), word, now, most: mostPapers + 1 }),
      );
      const author = authorPapers(key, found.slice(0, mostPapers));
      return author === null ? null : { ...author, exact: found.length <= mostPapers };
    },

    async ofName(typed, { now, asker, limit }) {
      if (!sayName(typed)) return [];
      const words = nameWords(typed);
      const last = words.at(-1) ?? '';
      const begun = words.length > 1;
      const query = words
        .map((word, at) => `${lexeme(word)}${begun && at === words.length - 1 ? ':*' : ''}`)
        .join(' & ');
      const found = await search(asker, (db) =>
        papersWith(db, { query: Prisma.sql`${query}::tsquery`, word: last, now, most: mostForNames }),
      );
      return authorsNamed(words, found).slice(0, limit);
    },
  };
}
