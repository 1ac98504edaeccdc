-- Links that readers ask to be mailed: nothing to fill in for what is there.
-- CreateEnum
CREATE TYPE "mailed_link_kind" AS ENUM ('manage', 'export', 'erase');

-- CreateTable
CREATE TABLE "link_request" (
    "id" UUID NOT NULL,
    "kind" "mailed_link_kind" NOT NULL,
    "subscriber_id" INTEGER,
    "ip_prefix" TEXT,
    "mail_domain" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "mailed_at" TIMESTAMPTZ(3),

    CONSTRAINT "link_request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "link_request_subscriber_id_kind_mailed_at_idx" ON "link_request"("subscriber_id", "kind", "mailed_at");

-- CreateIndex
CREATE INDEX "link_request_ip_prefix_created_at_idx" ON "link_request"("ip_prefix", "created_at");

-- CreateIndex
CREATE INDEX "link_request_mail_domain_mailed_at_idx" ON "link_request"("mail_domain", "mailed_at");

-- CreateIndex
CREATE INDEX "link_request_mailed_at_idx" ON "link_request"("mailed_at");

-- CreateIndex
CREATE INDEX "link_request_created_at_idx" ON "link_request"("created_at");

-- AddForeignKey
ALTER TABLE "link_request" ADD CONSTRAINT "link_request_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscriber"("id") ON DELETE CASCADE ON UPDATE CASCADE;
