-- CreateTable
CREATE TABLE "paper_thumbnail" (
    "paper_id" INTEGER NOT NULL,
    "source_url" TEXT NOT NULL,
    "hash" TEXT,
    "small" BYTEA,
    "large" BYTEA,
    "width" INTEGER,
    "height" INTEGER,
    "bytes" INTEGER NOT NULL DEFAULT 0,
    "refusal" TEXT,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),
    "tried_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "paper_thumbnail_pkey" PRIMARY KEY ("paper_id")
);

-- CreateIndex
CREATE INDEX "paper_thumbnail_hash_idx" ON "paper_thumbnail"("hash");

-- AddForeignKey
ALTER TABLE "paper_thumbnail" ADD CONSTRAINT "paper_thumbnail_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "paper"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Nothing else than what adapters/thumbnails has made, whole or not at all.
ALTER TABLE "paper_thumbnail"
  ADD CONSTRAINT "paper_thumbnail_hash" CHECK ("hash" ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT "paper_thumbnail_whole" CHECK (
    num_nonnulls("hash", "small", "large", "width", "height") IN (0, 5)
    AND "bytes" = coalesce(octet_length("small") + octet_length("large"), 0));
-- They are packed already.
ALTER TABLE "paper_thumbnail"
  ALTER COLUMN "small" SET STORAGE EXTERNAL,
  ALTER COLUMN "large" SET STORAGE EXTERNAL;

CREATE TRIGGER paper_thumbnail_tell_site AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "paper_thumbnail"
  FOR EACH STATEMENT EXECUTE FUNCTION tell_site_changed();
