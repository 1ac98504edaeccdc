-- CreateTable
CREATE TABLE "sign_in_try" (
    "whose" BYTEA NOT NULL,
    "failures" INTEGER NOT NULL,
    "wait_until" TIMESTAMPTZ(3),
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_try_pkey" PRIMARY KEY ("whose")
);

-- CreateIndex
CREATE INDEX "sign_in_try_at_idx" ON "sign_in_try"("at");
