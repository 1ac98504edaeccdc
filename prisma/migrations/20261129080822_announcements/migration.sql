-- CreateEnum
CREATE TYPE "announcements" AS ENUM ('on', 'off');

-- AlterTable
ALTER TABLE "subscriber" ADD COLUMN     "announcements" "announcements" NOT NULL DEFAULT 'on';

-- AlterTable
ALTER TABLE "digest" ADD COLUMN     "body" TEXT,
ADD COLUMN     "language" TEXT,
ADD COLUMN     "subject" TEXT,
ADD COLUMN     "tag_ids" INTEGER[] DEFAULT ARRAY[]::INTEGER[];

-- CreateTable
CREATE TABLE "letter_draft" (
    "admin_id" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "letter_draft_pkey" PRIMARY KEY ("admin_id")
);

-- AddForeignKey
ALTER TABLE "letter_draft" ADD CONSTRAINT "letter_draft_admin_id_fkey" FOREIGN KEY ("admin_id") REFERENCES "admin"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A letter is whole or is not there.
ALTER TABLE "digest" ADD CONSTRAINT "digest_letter" CHECK (("body" IS NULL) OR ("subject" IS NOT NULL));
