-- AlterTable
ALTER TABLE "installation" ADD COLUMN     "doctor_at" TIMESTAMPTZ(3),
ADD COLUMN     "doctor_checks" JSONB,
ADD COLUMN     "first_steps_hidden" BOOLEAN NOT NULL DEFAULT false;

-- Whether any sample is shown is asked for each page of the console.
CREATE INDEX "paper_sample_shown_idx" ON "paper" ("id") WHERE "sample" AND NOT "hidden";
