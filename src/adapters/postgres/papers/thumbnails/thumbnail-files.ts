import type { LackingThumbnail, ThumbnailStore } from '../../../../app/papers/thumbnails/thumbnail-store.ts';
import type { Db } from '../../client.ts';

const noMoreRoom = 'pictures of newer papers needed its room';

export function thumbnailStore(db: Db): ThumbnailStore {
  return {
    async lackingThumbnails({ prefixes, since, now, limit }) {
      return await db.$queryRaw<LackingThumbnail[]>`
        SELECT p.id AS "paperId", p.thumbnail_url AS url,
          CASE WHEN t.source_url = p.thumbnail_url THEN t.tries ELSE 0 END AS tries
        FROM paper p LEFT JOIN paper_thumbnail t ON t.paper_id = p.id
        WHERE p.fresh_at > ${since} AND p.thumbnail_url IS NOT NULL AND NOT p.hidden
          AND (t.paper_id IS NULL OR t.source_url <> p.thumbnail_url OR t.next_try_at <= ${now})
          AND EXISTS (SELECT FROM unnest(${[...prefixes]}::text[]) AS x(prefix) WHERE starts_with(p.thumbnail_url, x.prefix))
        ORDER BY p.fresh_at DESC, p.id DESC LIMIT ${limit}`;
    },
    async keepThumbnails(tried, at) {
      const all = tried.map(({ made, ...one }) => ({
        ...one,
        hash: null,
        width: null,
        height: null,
        ...made,
      }));
      const bytesOf = (content: Uint8Array | undefined) =>
        content === undefined ? null : Buffer.from(content);
      const small = tried.map(({ made }) => bytesOf(made?.small));
      const large = tried.map(({ made }) => bytesOf(made?.large));
      await db.$executeRaw`
        WITH tried AS (
          SELECT t.* FROM unnest(${all.map(({ paperId }) => paperId)}::int[], ${all.map(({ url }) => url)}::text[],
            ${all.map(({ hash }) => hash)}::text[], ${small}::bytea[], ${large}::bytea[],
            ${all.map(({ width }) => width)}::int[], ${all.map(({ height }) => height)}::int[],
            ${all.map(({ refusal }) => refusal)}::text[], ${all.map(({ tries }) => tries)}::int[],
            ${all.map(({ nextTryAt }) => nextTryAt)}::timestamptz[])
            AS t(paper_id, source_url, hash, small, large, width, height, refusal, tries, next_try_at)
          JOIN paper p ON p.id = t.paper_id
          FOR KEY SHARE OF p
        )
        INSERT INTO paper_thumbnail (paper_id, source_url, hash, small, large, width, height, bytes, refusal, tries,
          next_try_at, tried_at)
        SELECT paper_id, source_url, hash, small, large, width, height,
          coalesce(octet_length(small) + octet_length(large), 0), refusal, tries, next_try_at, ${at}::timestamptz
        FROM tried
        ON CONFLICT (paper_id) DO UPDATE SET source_url = excluded.source_url, hash = excluded.hash,
          small = excluded.small, large = excluded.large, width = excluded.width, height = excluded.height,
          bytes = excluded.bytes, refusal = excluded.refusal, tries = excluded.tries,
          next_try_at = excluded.next_try_at, tried_at = excluded.tried_at`;
    },
    async dropThumbnailsBeyond(mostBytes) {
      return await db.$executeRaw`
        UPDATE paper_thumbnail SET hash = NULL, small = NULL, large = NULL, width = NULL, height = NULL, bytes = 0,
          refusal = ${noMoreRoom}, next_try_at = NULL
        WHERE paper_id IN (
          SELECT paper_id FROM (
            SELECT t.paper_id, sum(t.bytes) OVER (ORDER BY p.fresh_at DESC, p.id DESC) AS so_far
            FROM paper_thumbnail t JOIN paper p ON p.id = t.paper_id WHERE t.hash IS NOT NULL
          ) AS kept WHERE so_far > ${mostBytes}::bigint)`;
    },
    async thumbnailFileOf(hash, size) {
      const kept = await db.paperThumbnail.findFirst({
        where: { hash },
        select: { small: size === 'small', large: size === 'large' },
      });
      return kept?.[size] ?? null;
    },
  };
}
