-- AlterTable
ALTER TABLE "subscriber_import" ADD COLUMN     "encoding" TEXT NOT NULL DEFAULT 'utf-8',
ADD COLUMN     "fingerprint" BYTEA,
ADD COLUMN     "odd_line" TEXT;

-- CreateTable
CREATE TABLE "subscriber_import_refusal" (
    "import_id" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "cells" TEXT[],
    "reason" TEXT NOT NULL,

    CONSTRAINT "subscriber_import_refusal_pkey" PRIMARY KEY ("import_id","line")
);

-- AddForeignKey
ALTER TABLE "subscriber_import_refusal" ADD CONSTRAINT "subscriber_import_refusal_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "subscriber_import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is known of refused rows goes on; what they held was not kept.
INSERT INTO "subscriber_import_refusal" ("import_id", "line", "cells", "reason")
SELECT i."id", e."line", '{}', e."message"
FROM "subscriber_import" i CROSS JOIN LATERAL jsonb_to_recordset(i."errors") AS e("line" int, "message" text)
ON CONFLICT DO NOTHING;
ALTER TABLE "subscriber_import" DROP COLUMN "errors";

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "subscriber_import" ADD CONSTRAINT "subscriber_import_encoding" CHECK ("encoding" IN ('utf-8', 'windows-1252'));
