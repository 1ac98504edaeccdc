-- AlterTable
ALTER TABLE "api_token" ADD COLUMN     "expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "owner_id" INTEGER;

-- AlterTable
ALTER TABLE "installation" ADD COLUMN     "owners_need_second_factor" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "api_token_owner_id_idx" ON "api_token"("owner_id");

-- AddForeignKey
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "admin"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's schema language cannot say ------------------------------------------------------

-- The log of changes knows who made a token that there is already.
UPDATE "api_token" AS token SET "owner_id" = maker."id"
FROM "audit_event" AS made
JOIN "admin" AS maker ON made."actor" = 'admin ' || maker."id"
WHERE made."action" = 'token created' AND made."object" = 'token ' || token."id";
