-- CreateTable
CREATE TABLE "picture" (
    "hash" TEXT NOT NULL,
    "png" BYTEA NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "picture_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "picture_added_at_idx" ON "picture"("added_at");

-- Nothing else than what adapters/files/png.ts has written.
ALTER TABLE "picture"
  ADD CONSTRAINT "picture_hash" CHECK ("hash" ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT "picture_size" CHECK (octet_length("png") <= 16777216);
