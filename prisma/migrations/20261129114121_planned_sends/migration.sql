-- AlterEnum
ALTER TYPE "digest_status" ADD VALUE 'planned' BEFORE 'planning';

-- AlterTable
ALTER TABLE "digest" ADD COLUMN     "send_at" TIMESTAMPTZ(3),
ADD COLUMN     "send_zone" TEXT;
