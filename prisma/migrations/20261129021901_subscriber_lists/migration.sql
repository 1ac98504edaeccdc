-- DropIndex
DROP INDEX "interest_subject_id_idx";

-- CreateIndex
CREATE INDEX "subscriber_cadence_status_id_idx" ON "subscriber"("cadence", "status", "id");

-- CreateIndex
CREATE INDEX "subscriber_language_status_id_idx" ON "subscriber"("language", "status", "id");

-- CreateIndex
CREATE INDEX "interest_subject_id_subscriber_id_idx" ON "interest"("subject_id", "subscriber_id");
