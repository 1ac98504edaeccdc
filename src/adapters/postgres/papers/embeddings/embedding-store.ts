import type { EmbeddingStore } from '../../../../app/papers/embeddings/embedding-stores.ts';
import type { Db } from '../../client.ts';

type Text = { paperId: number; title: string; abstract: string; fingerprint: string };
type Row = { paper_id: number; revision: bigint; scale: number; vector: Uint8Array };

export function embeddingStore(db: Db): EmbeddingStore {
  const update = async (data: Parameters<typeof db.embeddingModel.upsert>[0]['update']) =>
    await db.embeddingModel
      .upsert({ where: { id: 1 }, create: {}, update: {} })
      .then(async () => await db.embeddingModel.update({ where: { id: 1 }, data }));
  return {
    async read() {
      const row = await db.embeddingModel.findUnique({ where: { id: 1 } });
      const {
        number = 0,
        lastSuccessAt = null,
        lastError = null,
        failures = 0,
        nextTryAt = null,
      } = row ?? {};
      const model =
        row === null || number === 0
          ? null
          : {
              number,
              name: row.name,
              asked: row.asked,
              dimensions: row.dimensions,
              textVersion: row.textVersion,
            };
      return { model, lastSuccessAt, lastError, failures, nextTryAt };
    },
    async counts() {
      // By indexes alone.
      const [row] = await db.$queryRaw<{ papers: number; kept: number; refused: number }[]>`
        SELECT (SELECT count(*) FROM paper)::int AS papers,
          (SELECT count(*) FROM paper_embedding e WHERE e.model = m.number)::int AS kept,
          (SELECT count(*) FROM paper_embedding e WHERE e.model = m.number AND e.scale = 0)::int AS refused
        FROM (SELECT coalesce((SELECT number FROM embedding_model), 0) AS number) AS m`;
      const { papers = 0, kept = 0, refused = 0 } = row ?? {};
      return { papers, embedded: kept - refused, refused };
    },
    async begin(model) {
      return (await update({ number: { increment: 1 }, ...model })).number;
    },
    async noteSuccess(lastSuccessAt) {
      await update({ lastSuccessAt, lastError: null, failures: 0, nextTryAt: null });
    },
    async noteFailure(lastError, nextTryAt) {
      await update({ lastError, failures: { increment: 1 }, nextTryAt });
    },
    async lacking(model, before, limit) {
      return await db.$queryRaw<Text[]>`
        SELECT p.id AS "paperId", p.title, p.abstract, md5(p.title || chr(10) || p.abstract) AS fingerprint
        FROM paper p
        WHERE p.id < ${before} AND NOT EXISTS (
          SELECT FROM paper_embedding e WHERE e.paper_id = p.id AND e.model = ${model})
        ORDER BY p.id DESC LIMIT ${limit}`;
    },
    async keep(model, made) {
      const vectors = made.map(({ vector }) =>
        vector === null
          ? null
          : Buffer.from(vector.numbers.buffer, vector.numbers.byteOffset, vector.numbers.length),
      );
      await db.$executeRaw`
        WITH made AS (
          SELECT p.id, t.scale, t.vector
          FROM unnest(${made.map(({ paperId }) => paperId)}::int[], ${made.map(({ fingerprint }) => fingerprint)}::text[],
            ${made.map(({ vector }) => vector?.scale ?? 0)}::real[], ${vectors}::bytea[])
            AS t(id, fingerprint, scale, vector)
          JOIN paper p ON p.id = t.id AND md5(p.title || chr(10) || p.abstract) = t.fingerprint
          FOR SHARE OF p
        )
        INSERT INTO paper_embedding (paper_id, model, scale, vector) SELECT id, ${model}::int, scale, vector FROM made
        ON CONFLICT (paper_id) DO UPDATE SET model = excluded.model, revision = excluded.revision,
          scale = excluded.scale, vector = excluded.vector`;
    },
    async keptAfter(model, revision, limit) {
      const rows = await db.$queryRaw<Row[]>`
        SELECT paper_id, revision, scale, vector FROM paper_embedding
        WHERE model = ${model} AND revision > ${revision} AND scale > 0 ORDER BY revision LIMIT ${limit}`;
      const last = rows.at(-1);
      if (last === undefined) return null;
      return {
        paperIds: rows.map(({ paper_id }) => paper_id),
        scales: rows.map(({ scale }) => scale),
        numbers: Buffer.concat(rows.map(({ vector }) => vector)),
        revision: last.revision,
      };
    },
    async holders(model) {
      const rows = await db.paperEmbedding.findMany({
        where: { model, scale: { gt: 0 } },
        select: { paperId: true },
      });
      return rows.map(({ paperId }) => paperId);
    },
  };
}
