-- AlterTable
-- Mail that was caught before may have such links: it counts as if it had.
ALTER TABLE "caught_mail" ADD COLUMN     "about_account" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "caught_mail" ALTER COLUMN "about_account" DROP DEFAULT;
