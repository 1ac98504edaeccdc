import type { NewsPaper } from '../../../app/digests/planning/candidate-store.ts';
import type { KeyedTerms } from '../../../domain/ranking/feedback-ranking.ts';
import type { PaperText } from '../../../domain/ranking/terms.ts';
import { paperTerms, type WeightedTerms } from '../../../domain/ranking/text-vector.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** Papers read at once. */
const batch = 2_000;

/** What a paper speaks of, as it is stored. */
type StoredTerms = { terms: Buffer<ArrayBuffer>; weights: Buffer<ArrayBuffer> };

export function storedTerms(text: PaperText): StoredTerms {
  const { terms, weights } = paperTerms(text);
  return { terms: bytesOf(terms), weights: bytesOf(weights) };
}

/** Keeps what papers speak of, in the transaction that stores them. */
export async function keepTerms(db: Db, papers: readonly ({ id: number } & StoredTerms)[]): Promise<void> {
  if (papers.length === 0) return;
  const rows = papers.map(
    ({ id, terms, weights }) => Prisma.sql`(${id}::int, ${terms}::bytea, ${weights}::bytea)`,
  );
  await db.$executeRaw`
    INSERT INTO paper_terms (paper_id, terms, weights) VALUES ${Prisma.join(rows)}
    ON CONFLICT (paper_id) DO UPDATE SET terms = excluded.terms, weights = excluded.weights, keyed_by = 0`;
}

/** These papers as planning needs them, as of an instant; those that readers may not see are left out. */
export async function newsPapers(db: Db, ids: readonly number[], asOf: Date): Promise<NewsPaper[]> {
  const papers: NewsPaper[] = [];
  for (let start = 0; start < ids.length; start += batch) {
    const rows = await db.$queryRaw<Row[]>`
      SELECT p.id, p.authors, p.published_at, p.fresh_at, t.terms, t.weights,
        CASE WHEN p.created_at BETWEEN p.fresh_at AND ${asOf} THEN p.created_at ELSE p.fresh_at END AS new_at
      FROM paper p LEFT JOIN paper_terms t ON t.paper_id = p.id
      WHERE p.id = ANY (${ids.slice(start, start + batch)}::int[]) AND NOT p.hidden AND NOT p.withdrawn`;
    for (const { id, authors, published_at, fresh_at, new_at, terms, weights } of rows) {
      papers.push({
        id,
        authors,
        publishedAt: published_at.getTime(),
        freshAt: fresh_at.getTime(),
        newAt: new_at.getTime(),
        text: toTerms({ terms, weights }),
      });
    }
  }
  return papers;
}

/** What these papers speak of, hidden ones too: readers voted on them, or follow what is like them. */
export async function termsOfPapers(db: Db, ids: readonly number[]): Promise<Map<number, WeightedTerms>> {
  const rows = await db.paperTerms.findMany({ where: { paperId: { in: [...ids] } } });
  return new Map(rows.map((row) => [row.paperId, toTerms(row)]));
}

type Row = {
  id: number;
  authors: string[];
  published_at: Date;
  fresh_at: Date;
  new_at: Date;
  terms: Uint8Array | null;
  weights: Uint8Array | null;
};

export type TermsRow = { paperId: number; told: string; keyedBy: number; length: number | null };
/**
 * What a paper speaks of, of its row `t`, as text: bytes Prisma turns into text and back, and text it leaves alone,
 * which is what costs most of reading some hundred papers.
 */
export const termsColumns = Prisma.sql`t.paper_id AS "paperId", encode(t.terms || t.weights, 'hex') AS told,
  t.keyed_by AS "keyedBy", t.length`;

export function toKeyedTerms(row: TermsRow): KeyedTerms {
  const { paperId, keyedBy, length } = row;
  return { paperId, terms: readTerms(row), keyedBy, length };
}

export function readTerms({ told }: Pick<TermsRow, 'told'>): WeightedTerms {
  const bytes = Buffer.from(told, 'hex');
  // Copied, since a view on bytes must begin at a multiple of four.
  const numbers = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const half = numbers.byteLength / 2;
  return { terms: new Int32Array(numbers, 0, half / 4), weights: new Float32Array(numbers, half) };
}

/** Little-endian, four bytes each, as they lie in memory. */
export function bytesOf(numbers: Int32Array | Float32Array): Buffer<ArrayBuffer> {
  return Buffer.from(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
}

/** Copied, since a view on bytes must begin at a multiple of four. */
export function numbersOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(new Uint8Array(bytes).buffer);
}

export function toTerms({
  terms,
  weights,
}: {
  terms: Uint8Array | null;
  weights: Uint8Array | null;
}): WeightedTerms {
  return {
    terms: numbersOf(terms ?? new Uint8Array()),
    weights: new Float32Array(new Uint8Array(weights ?? []).buffer),
  };
}
