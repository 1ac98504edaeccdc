-- The only statement of its script, so that PostgreSQL runs it outside a transaction: nobody waits while it is built.
-- All that a list of a window asks of papers, so that none but those of the page are read.
CREATE INDEX CONCURRENTLY "paper_fresh_at_hidden_withdrawn_published_at_id_idx" ON "paper"("fresh_at", "hidden", "withdrawn", "published_at", "id");
