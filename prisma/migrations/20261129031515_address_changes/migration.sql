-- AlterEnum
ALTER TYPE "mailed_link_kind" ADD VALUE 'address';

-- CreateTable
CREATE TABLE "address_change" (
    "id" SERIAL NOT NULL,
    "subscriber_id" INTEGER NOT NULL,
    "new_email" CITEXT NOT NULL,
    "old_email" CITEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "mailed_at" TIMESTAMPTZ(3),
    "confirmed_at" TIMESTAMPTZ(3),
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "address_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "address_change_subscriber_id_idx" ON "address_change"("subscriber_id");

-- CreateIndex
CREATE INDEX "address_change_new_email_mailed_at_idx" ON "address_change"("new_email", "mailed_at");

-- AddForeignKey
ALTER TABLE "address_change" ADD CONSTRAINT "address_change_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscriber"("id") ON DELETE CASCADE ON UPDATE CASCADE;
