-- The only statement of its script, so that PostgreSQL runs it outside a transaction: nobody waits while it is built.
-- Lists of a month, and searches of words that most papers have, begin with the papers that trend most.
CREATE INDEX CONCURRENTLY "paper_trend_month_paper_id_idx" ON "paper_trend"("month", "paper_id");
