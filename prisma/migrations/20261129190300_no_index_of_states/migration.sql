-- The only statement of its script, as deliveries_of_digest is: nobody waits. From here on no index has what changes.
DROP INDEX CONCURRENTLY IF EXISTS "delivery_digest_id_state_next_attempt_at_idx";
