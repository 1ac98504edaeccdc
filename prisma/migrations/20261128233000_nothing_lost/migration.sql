-- What a reader was sent is told by the deliveries alone; this column says up to when digests were planned.
ALTER TABLE "subscriber" RENAME COLUMN "last_digest_at" TO "last_planned_at";
ALTER TABLE "subscriber" ADD COLUMN     "caught_up_at" TIMESTAMPTZ(3);
