/**
 * Whether `subscriber s` must not be mailed, as SQL. The address is looked up in its index; as an EXISTS, PostgreSQL
 * would read all suppressions for every chunk of readers. Suppressed domains are few: they are read once a statement,
 * into a hash, and each reader costs one look into it.
 */
export const suppressedSql = `(
  (SELECT true FROM suppression x WHERE x.address_hash = s.address_hash) IS TRUE
  OR lower(split_part(s.email::text, '@', -1)) IN (SELECT x.domain FROM suppression x WHERE x.domain IS NOT NULL))`;
