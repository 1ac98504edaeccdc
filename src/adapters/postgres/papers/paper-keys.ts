import type { PaperKeys } from '../../../app/papers/paper-stores.ts';
import { type Db, plannedOnce, type Reader } from '../client.ts';
import {
  bytesOf,
  keepTerms,
  numbersOf,
  readTerms,
  storedTerms,
  type TermsRow,
  termsColumns,
  toKeyedTerms,
  toTerms,
} from './paper-terms.ts';
import { addSearchWords } from './search-vector.ts';

/** Papers looked at for each key: of a common term only those that tell most of it. */
const bestOfKey = 150;

export function paperKeys(db: Db, reader: Reader): PaperKeys {
  return {
    async model() {
      const row = await db.textModel.findUnique({ where: { id: 1 } });
      if (row === null) return null;
      const { number, collection, papers, terms, holders } = row;
      return { number, collection, model: { papers, terms: numbersOf(terms), holders: numbersOf(holders) } };
    },
    async collection() {
      return await db.paperTerms.count();
    },
    async keepModel({ papers, terms, holders }, collection) {
      const made = { collection, papers, terms: bytesOf(terms), holders: bytesOf(holders) };
      await db.textModel.upsert({
        where: { id: 1 },
        create: { number: 1, ...made },
        update: { number: { increment: 1 }, ...made },
      });
    },
    async vocabularyOf() {
      return (
        (await db.searchVocabulary.findUnique({ where: { id: 1 }, select: { collection: true } }))
          ?.collection ?? 0
      );
    },
    async keepVocabulary(words, collection) {
      await db.searchVocabulary.upsert({
        where: { id: 1 },
        create: { number: 1, collection, words },
        update: { number: { increment: 1 }, collection, words },
      });
    },
    async newestTexts(before, limit) {
      return await db.paper.findMany({
        where: { id: { lt: before } },
        select: { id: true, title: true, abstract: true },
        orderBy: { id: 'desc' },
        take: limit,
      });
    },
    async newestTerms(limit) {
      const rows = await db.paperTerms.findMany({ orderBy: { paperId: 'desc' }, take: limit });
      return rows.map(toTerms);
    },
    async lackingTerms() {
      const [row] = await db.$queryRaw<{ first: number | null; last: number | null }[]>`
        SELECT min(id) AS first, max(id) AS last FROM paper p
        WHERE NOT EXISTS (SELECT FROM paper_terms t WHERE t.paper_id = p.id)`;
      const { first = null, last = null } = row ?? {};
      return first === null || last === null ? null : { first, last };
    },
    async addTerms({ first, last }) {
      const lacking = await db.paper.findMany({
        where: { id: { gte: first, lte: last }, terms: null },
        select: { id: true, title: true, abstract: true, authors: true, categories: true },
      });
      await keepTerms(
        db,
        lacking.map(({ id, ...text }) => ({ id, ...storedTerms(text) })),
      );
    },
    addSearchWords: (limit) => addSearchWords(db, limit),
    async takeUnkeyed(number, limit) {
      const rows = await db.$queryRaw<TermsRow[]>`
        SELECT ${termsColumns} FROM paper_terms t WHERE t.keyed_by < ${number}
        ORDER BY t.keyed_by, t.paper_id DESC LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
      return rows.map(toKeyedTerms);
    },
    async keepKeys(number, papers) {
      const ids = papers.map(({ paperId }) => paperId);
      await db.$executeRaw`DELETE FROM paper_key WHERE paper_id = ANY (${ids}::int[])`;
      const terms = papers.flatMap(({ keys }) => [...keys.terms]);
      const weights = papers.flatMap(({ keys }) => [...keys.weights]);
      const holders = papers.flatMap(({ paperId, keys }) => Array.from(keys.terms, () => paperId));
      await db.$executeRaw`
        INSERT INTO paper_key (term, weight, paper_id)
        SELECT * FROM unnest(${terms}::int[], ${weights}::real[], ${holders}::int[]) AS k(term, weight, paper_id)
        ORDER BY term, weight`;
      await db.$executeRaw`
        UPDATE paper_terms t SET keyed_by = ${number}, length = k.length
        FROM unnest(${ids}::int[], ${papers.map(({ length }) => length)}::real[]) AS k(paper_id, length)
        WHERE t.paper_id = k.paper_id`;
    },
    async termsOf(paperId) {
      const [row] = await reader.$queryRaw<(TermsRow & { model: number })[]>`
        SELECT ${termsColumns}, coalesce((SELECT number FROM text_model), 0) AS model
        FROM paper_terms t WHERE t.paper_id = ${paperId}`;
      return row === undefined ? null : { terms: readTerms(row), model: row.model };
    },
    async termsOfSome(paperIds) {
      const rows = await reader.$queryRaw<TermsRow[]>`
        SELECT ${termsColumns} FROM paper_terms t WHERE t.paper_id = ANY (${[...paperIds]}::int[])`;
      return rows.map(toKeyedTerms);
    },
    async visibleOf(paperIds) {
      const rows = await reader.$queryRaw<{ id: number }[]>`
        SELECT id FROM paper WHERE id = ANY (${[...paperIds]}::int[]) AND NOT hidden AND NOT withdrawn`;
      return new Set(rows.map(({ id }) => id));
    },
    async sharing(keys, { limit, without }) {
      // Each key's papers are read from the index alone, the heaviest first.
      const rows = await reader.$queryRaw<TermsRow[]>`${plannedOnce}
        WITH best AS MATERIALIZED (
          SELECT k.paper_id, sum(k.weight * q.weight) AS score
          FROM unnest(${[...keys.terms]}::int[], ${[...keys.weights]}::real[]) AS q(term, weight)
          CROSS JOIN LATERAL (
            SELECT paper_id, weight FROM paper_key WHERE term = q.term ORDER BY weight DESC, paper_id DESC LIMIT ${bestOfKey}
          ) k
          WHERE k.paper_id <> ${without} GROUP BY k.paper_id ORDER BY score DESC, k.paper_id DESC LIMIT ${limit}
        )
        SELECT ${termsColumns} FROM best JOIN paper_terms t USING (paper_id)`;
      return rows.map(toKeyedTerms);
    },
  };
}
