-- How many subscribers there are, day by day: counting a million rows takes too long for a page.
CREATE TABLE "subscriber_count" (
    "day" DATE NOT NULL,
    "status" "subscriber_status" NOT NULL,
    "cadence" "cadence" NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "subscriber_count_pkey" PRIMARY KEY ("day","status","cadence")
);

-- CreateIndex
CREATE INDEX "subscriber_event_at_idx" ON "subscriber_event" USING BRIN ("at");

-- CreateIndex
CREATE INDEX "bounce_event_at_idx" ON "bounce_event" USING BRIN ("at");
