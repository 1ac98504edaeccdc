-- The only statement of its script, so that PostgreSQL runs it outside a transaction: nobody waits while it is built.
CREATE INDEX CONCURRENTLY "delivery_digest_id_id_idx" ON "delivery"("digest_id", "id");
