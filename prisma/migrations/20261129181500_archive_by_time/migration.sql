-- CreateIndex
CREATE INDEX "digest_targeted_as_of_idx" ON "digest"("targeted", "as_of");
