import { categoriesIn } from '../../../domain/catalogue/index.ts';
import { nameWords } from '../../../domain/papers/author-name.ts';
import { paperReference } from '../../../domain/papers/paper-reference.ts';
import { type Search, type SearchField, searchedSpan } from '../../../domain/papers/search-query.ts';
import { Prisma } from '../generated/client.ts';
import { lexeme, tsquery } from './tsquery.ts';

/** Words of one name that may stand between two others. */
const between = 2;

/**
 * A name as a query of `paper.author_search`: its words near each other in any order, so that `Hinton, Geoffrey` and
 * `Geoffrey E. Hinton` are both found. A lone letter stands for every word that begins with it, and counts only at the
 * ends of the name. `authorEntries` (domain/papers/search-entries.ts) puts other authors' words further away.
 */
function authorQuery(name: string): string {
  const all = nameWords(name);
  // One character of a script without spaces begins a name that is written as one word.
  const lone = all.length === 1 && /^\p{Script=Han}$/u.test(all[0] ?? '');
  if (lone) return `${lexeme(all[0] ?? null)}:*`;
  const words = all.filter((word, at) => at === 0 || at === all.length - 1 || Array.from(word).length > 1);
  const [first = '', ...rest] = words.map((word) =>
    words.length > 1 && Array.from(word).length === 1 ? `${lexeme(word)}:*` : lexeme(word),
  );
  const distances = Array.from({ length: between + 1 }, (_, at) => `<${at + 1}>`);
  const pairs = rest.map((word, at) => {
    const before = at === 0 ? first : (rest[at - 1] ?? first);
    return `(${distances.flatMap((far) => [`${before} ${far} ${word}`, `${word} ${far} ${before}`]).join(' | ')})`;
  });
  return pairs.length === 0 ? first : pairs.join(' & ');
}

/** Papers `p` by somebody of this name. */
export function authoredBy(name: string): Prisma.Sql {
  return Prisma.sql`p.author_search @@ ${authorQuery(name)}::tsquery`;
}

function byAuthor({ value, not }: SearchField): Prisma.Sql {
  const found = authoredBy(value);
  return not ? Prisma.sql`NOT ${found}` : found;
}

/**
 * By the categories themselves where arXiv has them, since an index of those can be combined with that of the words;
 * what is curated stands only in `paper_topic`.
 */
function inTopics(fields: readonly SearchField[], not: boolean): Prisma.Sql[] {
  const slugs = fields.filter((field) => field.name === 'cat' && field.not === not).map(({ value }) => value);
  if (slugs.length === 0) return [];
  const categories = slugs.flatMap(categoriesIn);
  const others = slugs.filter((slug) => categoriesIn(slug).length === 0);
  const found = [
    ...(categories.length === 0 ? [] : [Prisma.sql`p.categories && ${categories}::text[]`]),
    ...(others.length === 0
      ? []
      : [
          Prisma.sql`EXISTS (SELECT FROM paper_topic pt WHERE pt.paper_id = p.id
            AND pt.topic_id IN (SELECT id FROM topic WHERE slug = ANY (${others}::citext[])))`,
        ]),
  ];
  const either = Prisma.sql`(${Prisma.join(found, ' OR ')})`;
  return [not ? Prisma.sql`NOT ${either}` : either];
}

/** Words as a search types them, as a `tsquery`; of words that say nothing it finds nothing. */
export function wordsSql(words: string): Prisma.Sql {
  return Prisma.sql`${tsquery(words)}::tsquery`;
}

/** What a paper `p` must be to answer a search's words; an id, DOI or address names one paper. */
export function wordConditions(words: string): Prisma.Sql[] {
  const reference = paperReference(words);
  if (reference === null) return [Prisma.sql`p.search @@ ${wordsSql(words)}`];
  return [
    reference.kind === 'arxiv'
      ? Prisma.sql`p.arxiv_id = ${reference.id}`
      : Prisma.sql`p.doi = ${reference.id}`,
  ];
}

/** What narrows a search. */
export function fieldConditions(search: Search): Prisma.Sql[] {
  const { fields } = search;
  const { from, before } = searchedSpan(search);
  return [
    ...fields.filter(({ name }) => name === 'author').map(byAuthor),
    ...inTopics(fields, false),
    ...inTopics(fields, true),
    ...(from === null ? [] : [Prisma.sql`p.published_at >= ${from}`]),
    ...(before === null ? [] : [Prisma.sql`p.published_at < ${before}`]),
  ];
}

/** What a paper `p` must be to answer a search, apart from whether it may be seen. */
export function searchConditions(search: Search): Prisma.Sql[] {
  return [...(search.words === null ? [] : wordConditions(search.words)), ...fieldConditions(search)];
}
