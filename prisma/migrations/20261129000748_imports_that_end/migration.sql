-- AlterTable
ALTER TABLE "subscriber_import" ADD COLUMN     "changed" INTEGER NOT NULL DEFAULT 0;
