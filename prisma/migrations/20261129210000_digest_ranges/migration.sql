-- CreateTable
CREATE TABLE "digest_range" (
    "digest_id" INTEGER NOT NULL,
    "number" SMALLINT NOT NULL,
    "cursor" INTEGER NOT NULL,
    "last_id" INTEGER NOT NULL,
    "planned" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "digest_range_pkey" PRIMARY KEY ("digest_id","number")
);

-- AddForeignKey
ALTER TABLE "digest_range" ADD CONSTRAINT "digest_range_digest_id_fkey" FOREIGN KEY ("digest_id") REFERENCES "digest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "digest_range" ADD CONSTRAINT "digest_range_cursor_within" CHECK ("cursor" <= "last_id");
