-- AlterTable
ALTER TABLE "installation" ADD COLUMN     "proxy_address" TEXT,
ADD COLUMN     "proxy_doubt" TEXT,
ADD COLUMN     "proxy_seen_at" TIMESTAMPTZ(3);
