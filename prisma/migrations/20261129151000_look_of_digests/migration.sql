-- AlterTable
ALTER TABLE "brand" ADD COLUMN     "card_order" TEXT NOT NULL DEFAULT 'authors',
ADD COLUMN     "density" TEXT NOT NULL DEFAULT 'comfortable',
ADD COLUMN     "pictures" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "summary_lines" SMALLINT NOT NULL DEFAULT 5;
