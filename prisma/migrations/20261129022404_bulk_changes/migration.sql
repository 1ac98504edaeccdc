-- CreateEnum
CREATE TYPE "bulk_kind" AS ENUM ('tag', 'untag', 'unsubscribe', 'erase');

-- CreateEnum
CREATE TYPE "bulk_state" AS ENUM ('running', 'done', 'stopped');

-- CreateTable
CREATE TABLE "bulk_change" (
    "id" SERIAL NOT NULL,
    "kind" "bulk_kind" NOT NULL,
    "state" "bulk_state" NOT NULL DEFAULT 'running',
    "tag_id" INTEGER,
    "total" INTEGER NOT NULL,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "actor" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bulk_member" (
    "change_id" INTEGER NOT NULL,
    "subscriber_id" INTEGER NOT NULL,

    CONSTRAINT "bulk_member_pkey" PRIMARY KEY ("change_id","subscriber_id")
);

-- CreateIndex
CREATE INDEX "bulk_change_tag_id_idx" ON "bulk_change"("tag_id");

-- CreateIndex
CREATE INDEX "bulk_change_state_ended_at_idx" ON "bulk_change"("state", "ended_at");

-- CreateIndex
CREATE INDEX "bulk_member_subscriber_id_idx" ON "bulk_member"("subscriber_id");

-- AddForeignKey
ALTER TABLE "bulk_change" ADD CONSTRAINT "bulk_change_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tag"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bulk_member" ADD CONSTRAINT "bulk_member_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "bulk_change"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "bulk_change"
  ADD CONSTRAINT "bulk_change_counts" CHECK ("total" >= 0 AND "changed" BETWEEN 0 AND "total"),
  ADD CONSTRAINT "bulk_change_ended" CHECK (("state" = 'running') = ("ended_at" IS NULL));
