-- CreateTable
CREATE TABLE "search_vocabulary" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "number" INTEGER NOT NULL,
    "collection" INTEGER NOT NULL,
    "words" TEXT NOT NULL,

    CONSTRAINT "search_vocabulary_pkey" PRIMARY KEY ("id")
);

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "search_vocabulary" ADD CONSTRAINT "search_vocabulary_one_row" CHECK ("id" = 1);
