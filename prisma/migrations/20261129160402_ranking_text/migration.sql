-- AlterTable
ALTER TABLE "brand" ADD COLUMN     "ranking" TEXT;
