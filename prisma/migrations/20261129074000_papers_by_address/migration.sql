-- CreateIndex
CREATE INDEX "paper_url_idx" ON "paper" USING HASH ("url");
