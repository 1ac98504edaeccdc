-- What tells a database that goes on from one that was restored, and the hold on the schedule that follows from it.
ALTER TABLE "installation" ADD COLUMN "uuid" UUID NOT NULL DEFAULT gen_random_uuid(),
ADD COLUMN "ticks" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN "system_identifier" TEXT,
ADD COLUMN "timeline" TEXT,
ADD COLUMN "database_oid" TEXT,
ADD COLUMN "due_times_checked_at" TIMESTAMPTZ(3),
ADD COLUMN "held_since" TIMESTAMPTZ(3),
ADD COLUMN "hold_reason" TEXT;

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "installation" ADD CONSTRAINT "installation_hold_has_reason"
  CHECK (("held_since" IS NULL) = ("hold_reason" IS NULL));
