-- AlterTable
ALTER TABLE "delivery" ADD COLUMN     "waived" SMALLINT NOT NULL DEFAULT 0;
