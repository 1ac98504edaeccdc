-- AlterTable
ALTER TABLE "digest" ADD COLUMN     "next_words_id" INTEGER,
ADD COLUMN     "words" JSONB;

-- AlterTable
ALTER TABLE "delivery" ADD COLUMN     "introduced" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "next_words" (
    "id" SERIAL NOT NULL,
    "cadence" "cadence" NOT NULL,
    "words" JSONB NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "next_words_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "words_draft" (
    "admin_id" INTEGER NOT NULL,
    "words" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "words_draft_pkey" PRIMARY KEY ("admin_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "next_words_cadence_key" ON "next_words"("cadence");

-- AddForeignKey
ALTER TABLE "words_draft" ADD CONSTRAINT "words_draft_admin_id_fkey" FOREIGN KEY ("admin_id") REFERENCES "admin"("id") ON DELETE CASCADE ON UPDATE CASCADE;
