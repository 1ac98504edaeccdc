-- Deliveries from before the triggers. Their rows are locked, no table is: whoever changes one of them meanwhile does so
-- after it stands here. Which digests have any is known by their tallies.
INSERT INTO delivery_by_state (digest_id, state, at, delivery_id)
  SELECT d.digest_id, d.state, delivery_listed_at(d.state, d.next_attempt_at), d.id
  FROM (SELECT digest_id, state FROM digest_tally
        WHERE state IN ('queued', 'failed', 'unknown', 'suppressed') AND shard >= 0
        GROUP BY 1, 2 HAVING sum(count) > 0) t
  CROSS JOIN LATERAL (
    SELECT * FROM delivery
    WHERE digest_id = t.digest_id AND state = t.state AND (state <> 'queued' OR next_attempt_at IS NOT NULL)
    FOR SHARE) d
  ON CONFLICT DO NOTHING;

-- A lease of a delivery that is no longer on its way does no harm.
INSERT INTO delivery_lease (until, delivery_ids)
  SELECT d.lease_until, array_agg(d.id)
  FROM (SELECT digest_id FROM digest_tally WHERE state = 'sending' GROUP BY 1 HAVING sum(count) > 0) t
  JOIN delivery d ON d.digest_id = t.digest_id AND d.state = 'sending'
  GROUP BY d.lease_until;

-- Room in each page for the versions that a delivery has on its way, and a reader when a digest is planned: all readers
-- of a page are then updated in one transaction.
ALTER TABLE "delivery" SET (fillfactor = 50);
ALTER TABLE "subscriber" SET (fillfactor = 50);
