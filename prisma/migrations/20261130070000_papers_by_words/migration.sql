-- The only statement of its script, so that PostgreSQL runs it outside a transaction: nobody waits while it is built.
-- Papers without words of this version, the newest first, in order: else all of them are sorted for each few hundred.
CREATE INDEX CONCURRENTLY "paper_search_version_id_idx" ON "paper"("search_version", "id" DESC);
