-- AlterTable
ALTER TABLE "subscriber" ADD COLUMN     "language" TEXT NOT NULL DEFAULT 'en';

-- The form of a tag (BCP 47), not which ones there are: a language more needs no migration.
ALTER TABLE "subscriber" ADD CONSTRAINT "subscriber_language_is_a_tag" CHECK ("language" ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
