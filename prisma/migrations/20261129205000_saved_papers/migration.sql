-- Lists of saved papers that are kept with a subscription: nothing to fill in for what is there.
-- AlterEnum
ALTER TYPE "mailed_link_kind" ADD VALUE 'saved';

-- AlterTable
ALTER TABLE "link_request" ADD COLUMN     "paper_ids" INTEGER[] DEFAULT ARRAY[]::INTEGER[];

-- CreateTable
CREATE TABLE "saved_paper" (
    "subscriber_id" INTEGER NOT NULL,
    "paper_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_paper_pkey" PRIMARY KEY ("subscriber_id","paper_id")
);

-- CreateIndex
CREATE INDEX "saved_paper_paper_id_idx" ON "saved_paper"("paper_id");

-- AddForeignKey
ALTER TABLE "saved_paper" ADD CONSTRAINT "saved_paper_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscriber"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saved_paper" ADD CONSTRAINT "saved_paper_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "paper"("id") ON DELETE CASCADE ON UPDATE CASCADE;
