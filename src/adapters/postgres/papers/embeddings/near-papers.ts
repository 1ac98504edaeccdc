import type { Nearness } from '../../../../app/papers/embeddings/vector-table.ts';
import type { Db } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { TermsRow } from '../paper-terms.ts';

/** Papers that are looked at, the nearest first; more where many do not fit. */
const looked = 200;
const lookedNarrowed = 2_000;
/** Of those that fit. */
const compared = 60;

/** The nearest papers in meaning that fit, with what they speak of. */
export async function nearOf(
  db: Db,
  nearness: Nearness,
  { narrow, narrowed }: { narrow: readonly Prisma.Sql[]; narrowed: boolean },
): Promise<TermsRow[]> {
  const ids = nearness.nearest(narrowed ? lookedNarrowed : looked);
  return await db.$queryRaw<TermsRow[]>`
    WITH near AS MATERIALIZED (
      SELECT p.id FROM unnest(${ids}::int[]) WITH ORDINALITY AS n(id, place) JOIN paper p ON p.id = n.id
      WHERE ${Prisma.join([...narrow], ' AND ')} ORDER BY n.place LIMIT ${compared}
    )
    SELECT t.paper_id AS "paperId", t.terms, t.weights FROM near JOIN paper_terms t ON t.paper_id = near.id`;
}
