import type { Nearness } from '../../../../app/papers/embeddings/vector-table.ts';
import type { Reader } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';

/** Papers that are looked at, the nearest first; more where many do not fit. */
const looked = 200;
const lookedNarrowed = 2_000;
/** Of those that fit. */
const compared = 60;

/** The nearest papers in meaning that fit: `columns` of a paper `p` and of what it speaks of, `t`. */
export async function nearOf<Row>(
  db: Reader,
  nearness: Nearness,
  { narrow, narrowed, columns }: { narrow: readonly Prisma.Sql[]; narrowed: boolean; columns: Prisma.Sql },
): Promise<Row[]> {
  const ids = nearness.nearest(narrowed ? lookedNarrowed : looked);
  return await db.$queryRaw<Row[]>`
    WITH near AS MATERIALIZED (
      SELECT p.id FROM unnest(${ids}::int[]) WITH ORDINALITY AS n(id, place) JOIN paper p ON p.id = n.id
      WHERE ${Prisma.join([...narrow], ' AND ')} ORDER BY n.place LIMIT ${compared}
    )
    SELECT ${columns} FROM near JOIN paper p ON p.id = near.id JOIN paper_terms t ON t.paper_id = p.id`;
}
