-- A daily limit for a new domain.

-- CreateTable
CREATE TABLE "send_day" (
    "day" DATE NOT NULL,
    "messages" INTEGER NOT NULL,
    "granted" INTEGER NOT NULL,

    CONSTRAINT "send_day_pkey" PRIMARY KEY ("day")
);

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "send_day" ADD CONSTRAINT "send_day_counts" CHECK ("messages" >= 0 AND "granted" >= 0);
-- One row a day that is updated for every few messages: room in its page for new versions.
ALTER TABLE "send_day" SET (fillfactor = 20);
