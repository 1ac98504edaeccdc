-- The only statement of its script, as papers_by_words is: nobody waits. The wider one serves whoever used this one.
DROP INDEX CONCURRENTLY IF EXISTS "paper_search_version_idx";
