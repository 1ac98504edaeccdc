-- How long things are kept. New tables, and a column without a value: no table with many rows is written again, and
-- nothing is locked for longer than that takes.

-- AlterTable
ALTER TABLE "digest" ADD COLUMN     "tidied_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "installation" ADD COLUMN     "tidy_from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateTable
CREATE TABLE "sent_papers" (
    "subscriber_id" INTEGER NOT NULL,
    "month" DATE NOT NULL,
    "paper_ids" INTEGER[],

    CONSTRAINT "sent_papers_pkey" PRIMARY KEY ("subscriber_id","month")
);

-- CreateTable
CREATE TABLE "past_unsubscribe" (
    "address_hash" BYTEA NOT NULL,
    "day" DATE NOT NULL,

    CONSTRAINT "past_unsubscribe_pkey" PRIMARY KEY ("address_hash")
);

-- CreateTable
CREATE TABLE "retention_term" (
    "name" TEXT NOT NULL,
    "days" INTEGER,
    "place" TEXT,
    "rows" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "retention_term_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "tidy_run" (
    "id" SERIAL NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "rows" JSONB NOT NULL DEFAULT '{}',
    "cut_short" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "tidy_run_pkey" PRIMARY KEY ("id")
);

-- AddForeignKey
ALTER TABLE "sent_papers" ADD CONSTRAINT "sent_papers_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscriber"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "sent_papers" ADD CONSTRAINT "sent_papers_month_first" CHECK (extract(day FROM "month") = 1);
ALTER TABLE "retention_term" ADD CONSTRAINT "retention_term_days_range" CHECK ("days" >= 0);
-- A reader's row of a month grows each night: with room in the page such an update writes no index.
ALTER TABLE "sent_papers" SET (fillfactor = 75);
