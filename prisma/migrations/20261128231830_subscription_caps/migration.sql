-- AlterTable
ALTER TABLE "subscription_request" ADD COLUMN     "inbox_hash" BYTEA,
ADD COLUMN     "ip_site" TEXT;

-- CreateIndex
CREATE INDEX "subscription_request_ip_site_created_at_idx" ON "subscription_request"("ip_site", "created_at");

-- CreateIndex
CREATE INDEX "subscription_request_inbox_hash_mailed_at_idx" ON "subscription_request"("inbox_hash", "mailed_at");
