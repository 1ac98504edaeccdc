-- AlterTable
ALTER TABLE "paper" ADD COLUMN     "search_version" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "paper_search_version_idx" ON "paper"("search_version");

-- What Prisma's schema language cannot say ------------------------------------------------------

-- The words that a paper is found by are made by the application (src/domain/papers/search-entries.ts), from what its
-- page shows. Here is only noted that they have to be made again: those of an earlier version, of a text that was
-- changed, and of a paper that came by other ways. Until then it is found by what it had.
CREATE OR REPLACE FUNCTION paper_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' OR (NEW.title, NEW.authors, NEW.abstract, NEW.categories)
    IS DISTINCT FROM (OLD.title, OLD.authors, OLD.abstract, OLD.categories) THEN
    NEW.search_version := 0;
  END IF;
  RETURN NEW;
END
$$;
DROP FUNCTION paper_search_vector;
DROP FUNCTION author_vector;
