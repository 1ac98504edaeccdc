-- An index over what changes of a delivery is written with each change, and all others with it. So there is to be none:
-- deliveries in the states that are looked for, and in which few are, stand here.

-- Waits for whoever writes deliveries now, and holds up others for as long as this script takes: all later changes are
-- counted by what it makes.
LOCK TABLE "delivery" IN SHARE ROW EXCLUSIVE MODE;

-- CreateTable
CREATE TABLE "delivery_by_state" (
    "digest_id" INTEGER NOT NULL,
    "state" "delivery_state" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "delivery_id" BIGINT NOT NULL,

    CONSTRAINT "delivery_by_state_pkey" PRIMARY KEY ("digest_id","state","at","delivery_id")
);

-- CreateTable
CREATE TABLE "delivery_lease" (
    "id" BIGSERIAL NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "delivery_ids" BIGINT[],

    CONSTRAINT "delivery_lease_pkey" PRIMARY KEY ("id")
);

-- What Prisma's schema language cannot say ------------------------------------------------------

-- Under which moment a delivery stands in delivery_by_state; null: it does not.
CREATE FUNCTION delivery_listed_at(state delivery_state, next_attempt_at timestamptz) RETURNS timestamptz
  LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN state = 'queued' THEN next_attempt_at
    WHEN state IN ('failed', 'unknown', 'suppressed') THEN '-infinity'::timestamptz
  END
$$;

-- What is kept beside deliveries, in the transaction of each change of them: the tallies, as they were, the deliveries by
-- state, and the leases. Most statements have nothing of the two latter, and every message has two statements.
ALTER FUNCTION delivery_keep_tally() RENAME TO delivery_keep_books;
CREATE OR REPLACE FUNCTION delivery_keep_books() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  leaves boolean := false;
  enters boolean := false;
  begins boolean := false;
  one record;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    TRUNCATE delivery_by_state, delivery_lease;
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    -- In one order everywhere, so that two statements of connections that share a shard cannot wait for each other.
    INSERT INTO digest_tally AS t (digest_id, state, shard, count)
      SELECT digest_id, state, pg_backend_pid() % 64, count(*) FROM added GROUP BY 1, 2 ORDER BY 1, 2
      ON CONFLICT (digest_id, state, shard) DO UPDATE SET count = t.count + excluded.count;
    SELECT bool_or(delivery_listed_at(state, next_attempt_at) IS NOT NULL), bool_or(state = 'sending')
      INTO enters, begins FROM added;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO digest_tally AS t (digest_id, state, shard, count)
      SELECT r.digest_id, r.state, pg_backend_pid() % 64, -count(*) FROM removed r
      WHERE EXISTS (SELECT FROM digest g WHERE g.id = r.digest_id) GROUP BY 1, 2 ORDER BY 1, 2
      ON CONFLICT (digest_id, state, shard) DO UPDATE SET count = t.count + excluded.count;
    SELECT bool_or(delivery_listed_at(state, next_attempt_at) IS NOT NULL) INTO leaves FROM removed;
  ELSE
    INSERT INTO digest_tally AS t (digest_id, state, shard, count)
      SELECT digest_id, state, pg_backend_pid() % 64, sum(change) FROM (
        SELECT digest_id, state, 1 AS change FROM added UNION ALL SELECT digest_id, state, -1 FROM removed) changes
      GROUP BY 1, 2 HAVING sum(change) <> 0 ORDER BY 1, 2
      ON CONFLICT (digest_id, state, shard) DO UPDATE SET count = t.count + excluded.count;
    SELECT bool_or(delivery_listed_at(state, next_attempt_at) IS NOT NULL AND NOT is_new),
        bool_or(delivery_listed_at(state, next_attempt_at) IS NOT NULL AND is_new), bool_or(state = 'sending' AND is_new)
      INTO leaves, enters, begins FROM (
        SELECT state, next_attempt_at, true AS is_new FROM added UNION ALL
        SELECT state, next_attempt_at, false FROM removed) changes;
  END IF;
  IF leaves THEN
    -- One by one: a plan for many would be kept whatever becomes of the table's size.
    FOR one IN SELECT digest_id, state, delivery_listed_at(state, next_attempt_at) AS listed_at, id FROM removed LOOP
      DELETE FROM delivery_by_state
      WHERE digest_id = one.digest_id AND state = one.state AND at = one.listed_at AND delivery_id = one.id;
    END LOOP;
  END IF;
  IF enters THEN
    INSERT INTO delivery_by_state (digest_id, state, at, delivery_id)
      SELECT digest_id, state, delivery_listed_at(state, next_attempt_at), id FROM added
      WHERE delivery_listed_at(state, next_attempt_at) IS NOT NULL;
  END IF;
  IF begins THEN
    INSERT INTO delivery_lease (until, delivery_ids)
      SELECT lease_until, array_agg(id) FROM added WHERE state = 'sending' GROUP BY lease_until;
  END IF;
  RETURN NULL;
END
$$;
DROP FUNCTION digest_tally_add(int, delivery_state, bigint);

CREATE TRIGGER delivery_books_truncate AFTER TRUNCATE ON "delivery"
  FOR EACH STATEMENT EXECUTE FUNCTION delivery_keep_books();
