-- Every process may keep pages that it has made. So whatever changes what pages for everybody show says so: when the
-- transaction commits, once however many statements it had, and to all processes that listen.
CREATE FUNCTION tell_site_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('offprint_site', '');
  RETURN NULL;
END
$$;

CREATE TRIGGER paper_tell_site AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "paper"
  FOR EACH STATEMENT EXECUTE FUNCTION tell_site_changed();
CREATE TRIGGER paper_topic_tell_site AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "paper_topic"
  FOR EACH STATEMENT EXECUTE FUNCTION tell_site_changed();
CREATE TRIGGER paper_trend_tell_site AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "paper_trend"
  FOR EACH STATEMENT EXECUTE FUNCTION tell_site_changed();
CREATE TRIGGER paper_key_tell_site AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "paper_key"
  FOR EACH STATEMENT EXECUTE FUNCTION tell_site_changed();
CREATE TRIGGER topic_tell_site AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "topic"
  FOR EACH STATEMENT EXECUTE FUNCTION tell_site_changed();
