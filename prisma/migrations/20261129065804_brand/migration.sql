-- CreateTable
CREATE TABLE "brand" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" INTEGER NOT NULL DEFAULT 0,
    "name" TEXT,
    "accent" TEXT,
    "foot_line" TEXT,
    "contact" TEXT,
    "about" TEXT,
    "privacy" TEXT,
    "language" TEXT,
    "digest_name" TEXT,
    "logo" BYTEA,
    "logo_hash" TEXT,
    "logo_width" INTEGER,
    "logo_height" INTEGER,

    CONSTRAINT "brand_pkey" PRIMARY KEY ("id")
);
-- One row, a logo whole or not at all, and nothing longer than src/domain/brand/brand.ts keeps.
ALTER TABLE "brand"
  ADD CONSTRAINT "brand_one" CHECK ("id" = 1),
  ADD CONSTRAINT "brand_logo_whole" CHECK (num_nulls("logo", "logo_hash", "logo_width", "logo_height") IN (0, 4)),
  ADD CONSTRAINT "brand_accent_colour" CHECK ("accent" ~ '^#[0-9a-f]{6}$'),
  ADD CONSTRAINT "brand_lengths" CHECK (
    char_length("name") <= 60 AND char_length("digest_name") <= 60 AND char_length("foot_line") <= 200
    AND char_length("contact") <= 254 AND char_length("about") <= 20000 AND char_length("privacy") <= 20000
    AND octet_length("logo") <= 1048576
  );
INSERT INTO "brand" DEFAULT VALUES;
