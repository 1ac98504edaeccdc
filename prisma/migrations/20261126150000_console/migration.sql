-- What the console needs: search over subscribers, imports, topics that admins write, scopes of tokens, settings that
-- can be changed while everything runs, and a log of what providers posted.

-- Letters that stand together, for parts of addresses. A trusted extension, as citext is: the owner of the database
-- may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateEnum
CREATE TYPE "import_state" AS ENUM ('uploaded', 'checking', 'checked', 'importing', 'done', 'failed');

-- AlterTable
ALTER TABLE "api_token" ADD COLUMN     "scopes" TEXT[] DEFAULT ARRAY['admin']::TEXT[];

-- AlterTable
ALTER TABLE "installation" ADD COLUMN     "max_send_rate" DOUBLE PRECISION,
ADD COLUMN     "sending_paused_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "topic" ADD COLUMN     "edited_at" TIMESTAMPTZ(3),
ADD COLUMN     "retired_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "webhook_post" (
    "provider" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "posts" INTEGER NOT NULL,
    "events" INTEGER NOT NULL,
    "recorded" INTEGER NOT NULL,
    "detail" TEXT,

    CONSTRAINT "webhook_post_pkey" PRIMARY KEY ("provider","minute","outcome")
);

-- CreateTable
CREATE TABLE "subscriber_import" (
    "id" SERIAL NOT NULL,
    "state" "import_state" NOT NULL DEFAULT 'uploaded',
    "file_name" TEXT NOT NULL,
    "header" TEXT[],
    "sample" JSONB NOT NULL DEFAULT '[]',
    "columns" TEXT[],
    "consent_note" TEXT,
    "default_status" "subscriber_status" NOT NULL DEFAULT 'active',
    "total" INTEGER,
    "rows" INTEGER NOT NULL DEFAULT 0,
    "added" INTEGER NOT NULL DEFAULT 0,
    "existing" INTEGER NOT NULL DEFAULT 0,
    "pending" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "errors" JSONB NOT NULL DEFAULT '[]',
    "problem" TEXT,
    "actor" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscriber_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscriber_import_chunk" (
    "import_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "subscriber_import_chunk_pkey" PRIMARY KEY ("import_id","number")
);

-- CreateIndex
CREATE INDEX "webhook_post_minute_idx" ON "webhook_post"("minute");

-- CreateIndex
CREATE INDEX "subscriber_import_updated_at_idx" ON "subscriber_import"("updated_at");

-- CreateIndex
CREATE INDEX "audit_event_object_id_idx" ON "audit_event"("object", "id");

-- CreateIndex
CREATE INDEX "subscriber_search" ON "subscriber" USING GIN ("email" gin_trgm_ops, "name" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "suppression_reason_id_idx" ON "suppression"("reason", "id");

-- AddForeignKey
ALTER TABLE "subscriber_import_chunk" ADD CONSTRAINT "subscriber_import_chunk_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "subscriber_import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "api_token" ADD CONSTRAINT "api_token_known_scopes"
  CHECK ("scopes" IS NOT NULL AND cardinality("scopes") > 0 AND "scopes" <@ ARRAY['read', 'admin']);
ALTER TABLE "installation" ADD CONSTRAINT "installation_send_rate_above_zero" CHECK ("max_send_rate" > 0);
ALTER TABLE "topic" ADD CONSTRAINT "topic_only_curated_are_written"
  CHECK ("kind" = 'curated' OR ("edited_at" IS NULL AND "retired_at" IS NULL));
ALTER TABLE "subscriber_import" ADD CONSTRAINT "subscriber_import_default_status"
  CHECK ("default_status" IN ('active', 'pending'));
