-- Papers about the same, found by the terms that tell most of each (app/index-papers.ts).
ALTER TABLE "paper_terms" ADD COLUMN "keyed_by" INTEGER NOT NULL DEFAULT 0;
CREATE INDEX "paper_terms_keyed_by_paper_id_idx" ON "paper_terms"("keyed_by", "paper_id" DESC);

CREATE TABLE "text_model" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "number" INTEGER NOT NULL,
    "collection" INTEGER NOT NULL,
    "papers" INTEGER NOT NULL,
    "terms" BYTEA NOT NULL,
    "holders" BYTEA NOT NULL,

    CONSTRAINT "text_model_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "paper_key" (
    "term" INTEGER NOT NULL,
    "weight" REAL NOT NULL,
    "paper_id" INTEGER NOT NULL,

    CONSTRAINT "paper_key_pkey" PRIMARY KEY ("term", "weight", "paper_id")
);
CREATE INDEX "paper_key_paper_id_idx" ON "paper_key"("paper_id");
ALTER TABLE "paper_key" ADD CONSTRAINT "paper_key_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "paper_terms"("paper_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "text_model" ADD CONSTRAINT "text_model_one_row" CHECK ("id" = 1);
ALTER TABLE "text_model" ADD CONSTRAINT "text_model_same_length" CHECK (length("terms") = length("holders") AND length("terms") % 4 = 0);
