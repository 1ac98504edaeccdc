-- AlterTable
ALTER TABLE "installation" ADD COLUMN     "feed_ids" TEXT;
