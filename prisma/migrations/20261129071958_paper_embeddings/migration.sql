-- CreateTable
CREATE TABLE "paper_embedding" (
    "paper_id" INTEGER NOT NULL,
    "model" INTEGER NOT NULL,
    "revision" BIGSERIAL NOT NULL,
    "scale" REAL NOT NULL,
    "vector" BYTEA,

    CONSTRAINT "paper_embedding_pkey" PRIMARY KEY ("paper_id")
);

-- CreateTable
CREATE TABLE "embedding_model" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "number" INTEGER NOT NULL DEFAULT 0,
    "name" TEXT NOT NULL DEFAULT '',
    "asked" TEXT,
    "dimensions" INTEGER NOT NULL DEFAULT 0,
    "text_version" INTEGER NOT NULL DEFAULT 0,
    "last_success_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),

    CONSTRAINT "embedding_model_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "paper_embedding_model_revision_idx" ON "paper_embedding"("model", "revision");

-- CreateIndex
CREATE INDEX "paper_embedding_model_scale_idx" ON "paper_embedding"("model", "scale");

-- AddForeignKey
ALTER TABLE "paper_embedding" ADD CONSTRAINT "paper_embedding_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "paper"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "paper_embedding"
  ADD CONSTRAINT "paper_embedding_scale" CHECK ("scale" >= 0 AND ("vector" IS NULL) = ("scale" = 0)),
  ADD CONSTRAINT "paper_embedding_vector" CHECK (octet_length("vector") BETWEEN 1 AND 8192);
ALTER TABLE "embedding_model"
  ADD CONSTRAINT "embedding_model_one" CHECK ("id" = 1),
  ADD CONSTRAINT "embedding_model_dimensions" CHECK ("dimensions" BETWEEN 0 AND 8192);

-- A vector does not outlive the text that it is of, whoever changes that.
CREATE FUNCTION paper_forget_embedding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "paper_embedding" WHERE "paper_id" = NEW."id";
  RETURN NULL;
END
$$;

CREATE TRIGGER paper_forget_embedding AFTER UPDATE OF "title", "abstract" ON "paper"
  FOR EACH ROW WHEN ((OLD."title", OLD."abstract") IS DISTINCT FROM (NEW."title", NEW."abstract"))
  EXECUTE FUNCTION paper_forget_embedding();
