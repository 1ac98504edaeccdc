-- What papers speak of, to tell which are alike: written with the paper, read when a digest is planned.
CREATE TABLE "paper_terms" (
    "paper_id" INTEGER NOT NULL,
    "terms" BYTEA NOT NULL,
    "weights" BYTEA NOT NULL,

    CONSTRAINT "paper_terms_pkey" PRIMARY KEY ("paper_id")
);
ALTER TABLE "paper_terms" ADD CONSTRAINT "paper_terms_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "paper"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "paper_terms" ADD CONSTRAINT "paper_terms_same_length" CHECK (length("terms") = length("weights") AND length("terms") % 4 = 0);
-- Compressing gains little on hashes and takes time at each reading.
ALTER TABLE "paper_terms" ALTER COLUMN "terms" SET STORAGE EXTERNAL, ALTER COLUMN "weights" SET STORAGE EXTERNAL;
