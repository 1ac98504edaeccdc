-- Roles, second factors, sessions that can be told apart, and links that are mailed to admins.

-- CreateEnum
CREATE TYPE "admin_role" AS ENUM ('owner', 'editor', 'viewer');

-- CreateEnum
CREATE TYPE "admin_link_kind" AS ENUM ('invitation', 'reset');

-- AlterTable
ALTER TABLE "admin" ADD COLUMN     "code_failures" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "code_wait_until" TIMESTAMPTZ(3),
-- Whoever could do everything so far still can; from now on, each account says what it is.
ADD COLUMN     "role" "admin_role" NOT NULL DEFAULT 'owner',
ADD COLUMN     "totp_secret" BYTEA,
ADD COLUMN     "totp_since" TIMESTAMPTZ(3),
ADD COLUMN     "totp_step" INTEGER;
ALTER TABLE "admin" ALTER COLUMN "role" DROP DEFAULT;

-- AlterTable
ALTER TABLE "admin_session" ADD COLUMN     "browser" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "id" SERIAL NOT NULL,
ADD COLUMN     "ip_prefix" TEXT,
ADD COLUMN     "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateTable
CREATE TABLE "admin_recovery_code" (
    "admin_id" INTEGER NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "admin_recovery_code_pkey" PRIMARY KEY ("admin_id","code_hash")
);

-- CreateTable
CREATE TABLE "admin_link" (
    "id" SERIAL NOT NULL,
    "kind" "admin_link_kind" NOT NULL,
    "email" CITEXT NOT NULL,
    "role" "admin_role",
    "invited_by" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "token_hash" BYTEA,
    "mailed_at" TIMESTAMPTZ(3),
    "refused" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "admin_link_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "admin_session_id_key" ON "admin_session"("id");

-- CreateIndex
CREATE UNIQUE INDEX "admin_link_token_hash_key" ON "admin_link"("token_hash");

-- CreateIndex
CREATE INDEX "admin_link_invited_by_idx" ON "admin_link"("invited_by");

-- CreateIndex
CREATE UNIQUE INDEX "admin_link_kind_email_key" ON "admin_link"("kind", "email");

-- AddForeignKey
ALTER TABLE "admin_recovery_code" ADD CONSTRAINT "admin_recovery_code_admin_id_fkey" FOREIGN KEY ("admin_id") REFERENCES "admin"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "admin_link" ADD CONSTRAINT "admin_link_invited_by_fkey" FOREIGN KEY ("invited_by") REFERENCES "admin"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "admin" ADD CONSTRAINT "admin_codes_need_a_secret"
  CHECK ("totp_since" IS NULL OR "totp_secret" IS NOT NULL);
ALTER TABLE "admin_link" ADD CONSTRAINT "admin_link_role_of_invitation"
  CHECK (("role" IS NOT NULL) = ("kind" = 'invitation'));
