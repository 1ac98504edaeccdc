-- AlterTable
ALTER TABLE "subscriber" ADD COLUMN     "feed_turn" INTEGER NOT NULL DEFAULT 1;
