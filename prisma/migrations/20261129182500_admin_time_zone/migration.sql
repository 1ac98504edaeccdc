-- AlterTable
ALTER TABLE "admin" ADD COLUMN     "timezone" TEXT;
