-- Suppression of whole domains, and who changed what.

-- AlterTable
ALTER TABLE "suppression" ADD COLUMN     "domain" TEXT,
ALTER COLUMN "address_hash" DROP NOT NULL;

-- CreateTable
CREATE TABLE "audit_event" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "object" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_event_at_idx" ON "audit_event"("at");

-- CreateIndex
CREATE UNIQUE INDEX "suppression_domain_key" ON "suppression"("domain");

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "suppression" ADD CONSTRAINT "suppression_address_or_domain"
  CHECK (("address_hash" IS NULL) <> ("domain" IS NULL));
ALTER TABLE "suppression" ADD CONSTRAINT "suppression_domain_lower_case"
  CHECK ("domain" = lower("domain"));
