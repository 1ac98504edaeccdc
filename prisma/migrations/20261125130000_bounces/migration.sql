-- What came back of messages, or was complained of.

-- CreateEnum
CREATE TYPE "bounce_kind" AS ENUM ('hard', 'soft', 'complaint', 'none');

-- CreateTable
CREATE TABLE "bounce_event" (
    "id" BIGSERIAL NOT NULL,
    "event_hash" BYTEA NOT NULL,
    "origin" TEXT NOT NULL,
    "kind" "bounce_kind" NOT NULL,
    "reason" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "subscriber_id" INTEGER,
    "delivery_id" BIGINT,
    "matched_by" TEXT,
    "raw" BYTEA,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "bounce_event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "bounce_event_event_hash_key" ON "bounce_event"("event_hash");

-- CreateIndex
CREATE INDEX "bounce_event_subscriber_id_at_idx" ON "bounce_event"("subscriber_id", "at");

-- CreateIndex
CREATE INDEX "bounce_event_delivery_id_idx" ON "bounce_event"("delivery_id");

-- CreateIndex
CREATE INDEX "bounce_event_matched_by_id_idx" ON "bounce_event"("matched_by", "id");

-- AddForeignKey
ALTER TABLE "bounce_event" ADD CONSTRAINT "bounce_event_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscriber"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bounce_event" ADD CONSTRAINT "bounce_event_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "delivery"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's schema language cannot say ------------------------------------------------------

-- A raw message holds addresses: only what could not be matched is kept as it came.
ALTER TABLE "bounce_event" ADD CONSTRAINT "bounce_event_raw_only_unmatched"
  CHECK ("raw" IS NULL OR "matched_by" IS NULL);
