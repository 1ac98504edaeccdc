-- AlterTable
ALTER TABLE "digest" ADD COLUMN     "carried" JSONB;

-- AlterTable
ALTER TABLE "next_words" ADD COLUMN     "carried" JSONB;

-- AlterTable
ALTER TABLE "words_draft" ADD COLUMN     "carried" JSONB;
