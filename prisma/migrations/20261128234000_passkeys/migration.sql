-- CreateTable
CREATE TABLE "admin_passkey" (
    "id" SERIAL NOT NULL,
    "admin_id" INTEGER NOT NULL,
    "credential_id" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "sign_count" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "admin_passkey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "passkey_challenge" (
    "whose" BYTEA NOT NULL,
    "challenge" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "passkey_challenge_pkey" PRIMARY KEY ("whose")
);

-- CreateIndex
CREATE UNIQUE INDEX "admin_passkey_credential_id_key" ON "admin_passkey"("credential_id");

-- CreateIndex
CREATE INDEX "admin_passkey_admin_id_idx" ON "admin_passkey"("admin_id");

-- CreateIndex
CREATE INDEX "passkey_challenge_expires_at_idx" ON "passkey_challenge"("expires_at");

-- AddForeignKey
ALTER TABLE "admin_passkey" ADD CONSTRAINT "admin_passkey_admin_id_fkey" FOREIGN KEY ("admin_id") REFERENCES "admin"("id") ON DELETE CASCADE ON UPDATE CASCADE;
