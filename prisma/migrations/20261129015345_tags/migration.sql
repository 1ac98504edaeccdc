-- CreateTable
CREATE TABLE "tag" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tag_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscriber_tag" (
    "subscriber_id" INTEGER NOT NULL,
    "tag_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscriber_tag_pkey" PRIMARY KEY ("subscriber_id","tag_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "tag_key_key" ON "tag"("key");

-- CreateIndex
CREATE INDEX "subscriber_tag_tag_id_subscriber_id_idx" ON "subscriber_tag"("tag_id", "subscriber_id");

-- AddForeignKey
ALTER TABLE "subscriber_tag" ADD CONSTRAINT "subscriber_tag_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscriber"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriber_tag" ADD CONSTRAINT "subscriber_tag_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tag"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- As domain/subscribers/tag.ts has them: no control characters, and nothing that parts them in a list or begins a domain.
ALTER TABLE "tag" ADD CONSTRAINT "tag_name_fits" CHECK (char_length("name") BETWEEN 1 AND 50 AND "name" !~ '[[:cntrl:],;@]');
