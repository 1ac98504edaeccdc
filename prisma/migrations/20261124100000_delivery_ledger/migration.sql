-- Indexes: every delivery is inserted once and updated at least twice, and each update writes all of its indexes.
DROP INDEX "delivery_digest_id_subscriber_id_key";
DROP INDEX "delivery_subscriber_id_digest_id_idx";
DROP INDEX "delivery_state_lease_until_idx";
DROP INDEX "delivery_digest_id_state_idx";
CREATE INDEX "delivery_digest_id_state_next_attempt_at_idx" ON "delivery"("digest_id", "state", "next_attempt_at");
CREATE UNIQUE INDEX "delivery_subscriber_id_digest_id_key" ON "delivery"("subscriber_id", "digest_id");

-- How many deliveries of a digest are in each state, kept by triggers: counting a million rows takes too long for a
-- page that asks every second. Each connection counts in a shard of its own, so that workers do not wait for each other.
CREATE TABLE "digest_tally" (
    "digest_id" INTEGER NOT NULL,
    "state" "delivery_state" NOT NULL,
    "shard" SMALLINT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "digest_tally_pkey" PRIMARY KEY ("digest_id", "state", "shard")
);
ALTER TABLE "digest_tally" ADD CONSTRAINT "digest_tally_digest_id_fkey" FOREIGN KEY ("digest_id") REFERENCES "digest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The moment up to which messages are given out, for a rate that all processes keep together.
CREATE TABLE "send_pace" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "send_pace_pkey" PRIMARY KEY ("id")
);
INSERT INTO "send_pace" DEFAULT VALUES;

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "send_pace" ADD CONSTRAINT "send_pace_one_row" CHECK ("id" = 1);
-- Room in each page for new versions of these few, often updated rows.
ALTER TABLE "digest_tally" SET (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
-- Dead versions of deliveries are what slows a long digest down: vacuum after a twentieth, not after a fifth.
ALTER TABLE "delivery" SET (autovacuum_vacuum_scale_factor = 0.05);
-- Each digest updates all of its readers: with room in the page such an update writes no index.
ALTER TABLE "subscriber" SET (fillfactor = 75);

CREATE FUNCTION digest_tally_add(digest int, in_state delivery_state, delta bigint) RETURNS void LANGUAGE sql AS $$
  INSERT INTO digest_tally (digest_id, state, shard, count)
  VALUES (digest, in_state, pg_backend_pid() % 64, delta)
  ON CONFLICT (digest_id, state, shard) DO UPDATE SET count = digest_tally.count + excluded.count
$$;

-- In one order everywhere, so that two statements of connections that share a shard cannot wait for each other.
CREATE FUNCTION delivery_keep_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM digest_tally_add(digest_id, state, delta) FROM (
      SELECT digest_id, state, count(*) AS delta FROM added GROUP BY 1, 2 ORDER BY 1, 2) t;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM digest_tally_add(digest_id, state, -delta) FROM (
      SELECT digest_id, state, count(*) AS delta FROM removed GROUP BY 1, 2 ORDER BY 1, 2) t
    WHERE EXISTS (SELECT FROM digest g WHERE g.id = t.digest_id);
  ELSE
    PERFORM digest_tally_add(digest_id, state, delta) FROM (
      SELECT digest_id, state, sum(change) AS delta FROM (
        SELECT digest_id, state, 1 AS change FROM added UNION ALL SELECT digest_id, state, -1 FROM removed) changes
      GROUP BY 1, 2 HAVING sum(change) <> 0 ORDER BY 1, 2) t;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER delivery_tally_insert AFTER INSERT ON "delivery"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION delivery_keep_tally();
CREATE TRIGGER delivery_tally_update AFTER UPDATE ON "delivery"
  REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION delivery_keep_tally();
CREATE TRIGGER delivery_tally_delete AFTER DELETE ON "delivery"
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION delivery_keep_tally();

-- Deliveries from before these triggers.
INSERT INTO digest_tally (digest_id, state, shard, count)
  SELECT digest_id, state, 0, count(*) FROM delivery GROUP BY 1, 2;
