import type { Rows } from './postgres/sql.ts';

/**
 * What the tables that triggers keep beside `delivery` have too much or too little of, by what they are to hold:
 * nothing, at every moment.
 */
export async function wrongInLists(
  run: (statement: string, values?: unknown[]) => Promise<Rows>,
): Promise<Rows> {
  return await run(
    `WITH wanted AS (
       SELECT digest_id, state, CASE WHEN state = 'queued' THEN next_attempt_at ELSE '-infinity' END AS at, id AS delivery_id
       FROM delivery
       WHERE state IN ('failed', 'unknown', 'suppressed') OR (state = 'queued' AND next_attempt_at IS NOT NULL)
     )
     SELECT 'is missing' AS what, w.delivery_id::int AS id FROM (SELECT * FROM wanted EXCEPT SELECT * FROM delivery_by_state) w
     UNION ALL
     SELECT 'is too much', b.delivery_id::int FROM (SELECT * FROM delivery_by_state EXCEPT SELECT * FROM wanted) b
     UNION ALL
     SELECT 'has no lease', d.id::int FROM delivery d WHERE d.state = 'sending'
       AND NOT EXISTS (SELECT FROM delivery_lease l WHERE l.until = d.lease_until AND d.id = ANY (l.delivery_ids))
     UNION ALL
     SELECT 'is miscounted', t.digest_id FROM (
       SELECT digest_id, state, sum(n) FROM (
         SELECT digest_id, state, -1 AS n FROM delivery UNION ALL SELECT digest_id, state, count FROM digest_tally WHERE shard >= 0) b
       GROUP BY 1, 2 HAVING sum(n) <> 0) t`,
  );
}
