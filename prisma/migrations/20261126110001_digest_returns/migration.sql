-- What came back of each digest. Those that were planned before have none, and are not judged.

-- CreateTable
CREATE TABLE "digest_returns" (
    "digest_id" INTEGER NOT NULL,
    "sample" INTEGER NOT NULL,
    "sample_last_id" BIGINT NOT NULL,
    "hard_bounces" INTEGER NOT NULL DEFAULT 0,
    "complaints" INTEGER NOT NULL DEFAULT 0,
    "sample_hard_bounces" INTEGER NOT NULL DEFAULT 0,
    "sample_complaints" INTEGER NOT NULL DEFAULT 0,
    "stops" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "digest_returns_pkey" PRIMARY KEY ("digest_id")
);

-- AddForeignKey
ALTER TABLE "digest_returns" ADD CONSTRAINT "digest_returns_digest_id_fkey" FOREIGN KEY ("digest_id") REFERENCES "digest"("id") ON DELETE CASCADE ON UPDATE CASCADE;
