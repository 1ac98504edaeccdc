-- How papers stand beside their field, made from the signals; a score from the points alone is not needed any more.
ALTER TABLE "paper" DROP COLUMN "points";

ALTER TABLE "installation" ADD COLUMN "trends_at" TIMESTAMPTZ(3);

ALTER TABLE "digest_paper" ADD COLUMN "gain_per_day" INTEGER,
ADD COLUMN "times_usual" DOUBLE PRECISION;

CREATE TABLE "paper_trend" (
    "paper_id" INTEGER NOT NULL,
    "day" DOUBLE PRECISION NOT NULL,
    "week" DOUBLE PRECISION NOT NULL,
    "month" DOUBLE PRECISION NOT NULL,
    "gain_per_day" INTEGER,
    "usual_per_day" DOUBLE PRECISION,
    "times_usual" DOUBLE PRECISION,

    CONSTRAINT "paper_trend_pkey" PRIMARY KEY ("paper_id")
);

-- A tiny index: signals are stored in the order of time.
CREATE INDEX "signal_at_idx" ON "signal" USING BRIN ("at");

ALTER TABLE "paper_trend" ADD CONSTRAINT "paper_trend_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "paper"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say ------------------------------------------------------

-- Many rows change a little every ten minutes: room for their new versions beside the old ones.
ALTER TABLE "paper_trend" SET (fillfactor = 50);

ALTER TABLE "paper_trend" ADD CONSTRAINT "paper_trend_not_negative"
  CHECK ("gain_per_day" >= 0 AND "usual_per_day" >= 0 AND "times_usual" >= 0);
