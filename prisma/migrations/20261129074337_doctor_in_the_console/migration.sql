-- AlterTable
ALTER TABLE "installation" ADD COLUMN     "doctor_at" TIMESTAMPTZ(3),
ADD COLUMN     "doctor_checks" JSONB,
ADD COLUMN     "first_steps_hidden" BOOLEAN NOT NULL DEFAULT false;

-- Whether any sample is shown is asked for each page of the console.
CREATE INDEX "paper_sample_hidden_idx" ON "paper"("sample", "hidden");
