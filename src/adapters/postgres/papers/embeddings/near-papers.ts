import type { Nearness } from '../../../../app/papers/embeddings/vector-table.ts';
import type { Reader } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';

/** Papers that are looked at, the nearest first; more where many do not fit. */
const looked = 200;
const lookedNarrowed = 2_000;
/** Of those that fit. */
const compared = 60;

/**
 * The nearest papers in meaning that fit, looked up one after the other until there are enough: `columns` of a paper
 * `p` and of what it speaks of, `t`.
 */
export async function nearOf<Row>(
  db: Reader,
  nearness: Nearness,
  { narrow, narrowed, columns }: { narrow: readonly Prisma.Sql[]; narrowed: boolean; columns: Prisma.Sql },
): Promise<Row[]> {
  const ids = nearness.nearest(narrowed ? lookedNarrowed : looked);
  return await db.$queryRaw<Row[]>`
    WITH near AS MATERIALIZED (
      SELECT n.id
      FROM (SELECT id FROM unnest(${ids}::int[]) WITH ORDINALITY AS u(id, place) ORDER BY place OFFSET 0) AS n
      CROSS JOIN LATERAL (
        SELECT FROM paper p WHERE p.id = n.id AND ${Prisma.join([...narrow], ' AND ')} OFFSET 0
      ) AS fitting
      LIMIT ${compared}
    )
    SELECT ${columns} FROM near JOIN paper p ON p.id = near.id JOIN paper_terms t ON t.paper_id = p.id`;
}
