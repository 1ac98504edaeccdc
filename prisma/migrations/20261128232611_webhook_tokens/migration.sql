-- CreateTable
CREATE TABLE "webhook_token" (
    "provider" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_token_pkey" PRIMARY KEY ("provider","token_hash")
);

-- CreateIndex
CREATE INDEX "webhook_token_at_idx" ON "webhook_token"("at");
