-- AlterTable
ALTER TABLE "source" ADD COLUMN     "notices" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "http_validator" ADD COLUMN     "fresh_on" DATE;
