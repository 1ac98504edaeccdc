-- A paper comes with the words that it is found by, so that its row is written, and stands in every index, once. What
-- comes by other ways has version 0, the column's default, and they are made later.
CREATE OR REPLACE FUNCTION paper_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.title, NEW.authors, NEW.abstract, NEW.categories)
    IS DISTINCT FROM (OLD.title, OLD.authors, OLD.abstract, OLD.categories) THEN
    NEW.search_version := 0;
  END IF;
  RETURN NEW;
END
$$;
