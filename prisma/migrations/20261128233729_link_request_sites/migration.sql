-- AlterTable
ALTER TABLE "link_request" ADD COLUMN     "ip_site" TEXT;

-- CreateIndex
CREATE INDEX "link_request_ip_site_created_at_idx" ON "link_request"("ip_site", "created_at");
