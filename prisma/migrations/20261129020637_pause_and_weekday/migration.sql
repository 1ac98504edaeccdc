-- CreateEnum
CREATE TYPE "weekday" AS ENUM ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday');

-- AlterTable
ALTER TABLE "subscriber" ADD COLUMN     "paused_until" TIMESTAMPTZ(3),
ADD COLUMN     "weekday" "weekday" NOT NULL DEFAULT 'monday';

-- CreateIndex
CREATE INDEX "subscriber_paused_until_idx" ON "subscriber"("paused_until");
