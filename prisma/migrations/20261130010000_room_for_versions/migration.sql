-- A delivery has three versions on its way, and those of a page are on it together; a reader has two, each with a pointer
-- of its own. Where there was no room for the last of them, an update wrote all indexes. Holds for new pages.
ALTER TABLE "delivery" SET (fillfactor = 33);
ALTER TABLE "subscriber" SET (fillfactor = 45);

-- A tally is there already, but for the first time: looked for by an insert that gives way, its row is locked, and logged,
-- once more for each message.
CREATE FUNCTION digest_tally_change(digest int, of_state delivery_state, change bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE digest_tally SET count = count + change
    WHERE digest_id = digest AND state = of_state AND shard = pg_backend_pid() % 64;
  IF NOT FOUND THEN
    INSERT INTO digest_tally AS t (digest_id, state, shard, count)
      VALUES (digest, of_state, pg_backend_pid() % 64, change)
      ON CONFLICT (digest_id, state, shard) DO UPDATE SET count = t.count + excluded.count;
  END IF;
END
$$;
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
    PERFORM digest_tally_change(digest_id, state, change) FROM (
      SELECT digest_id, state, count(*) AS change FROM added GROUP BY 1, 2 ORDER BY 1, 2) changes;
    SELECT bool_or(delivery_listed_at(state, next_attempt_at) IS NOT NULL), bool_or(state = 'sending')
      INTO enters, begins FROM added;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM digest_tally_change(digest_id, state, change) FROM (
      SELECT r.digest_id, r.state, -count(*) AS change FROM removed r
      WHERE EXISTS (SELECT FROM digest g WHERE g.id = r.digest_id) GROUP BY 1, 2 ORDER BY 1, 2) changes;
    SELECT bool_or(delivery_listed_at(state, next_attempt_at) IS NOT NULL) INTO leaves FROM removed;
  ELSE
    PERFORM digest_tally_change(digest_id, state, change) FROM (
      SELECT digest_id, state, sum(change) AS change FROM (
        SELECT digest_id, state, 1 AS change FROM added UNION ALL SELECT digest_id, state, -1 FROM removed) changes
      GROUP BY 1, 2 HAVING sum(change) <> 0 ORDER BY 1, 2) changes;
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
