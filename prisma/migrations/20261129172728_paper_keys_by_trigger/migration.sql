-- A foreign key is looked up for every row: half of what it cost to write a paper's 48 keys. They are only written
-- while the paper's terms are locked, so it is enough that whatever takes the terms away takes the keys with them.
ALTER TABLE "paper_key" DROP CONSTRAINT "paper_key_paper_id_fkey";

CREATE FUNCTION drop_paper_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    TRUNCATE paper_key;
  ELSE
    DELETE FROM paper_key WHERE paper_id IN (SELECT paper_id FROM gone);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER paper_terms_drop_keys AFTER DELETE ON "paper_terms"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION drop_paper_keys();
CREATE TRIGGER paper_terms_drop_all_keys AFTER TRUNCATE ON "paper_terms"
  FOR EACH STATEMENT EXECUTE FUNCTION drop_paper_keys();
