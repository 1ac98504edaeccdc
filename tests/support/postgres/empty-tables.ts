import { sql } from './sql.ts';

/**
 * Empties tables and those that refer to them, as TRUNCATE … CASCADE does: no trigger on a row runs, those on TRUNCATE
 * do. New rows are numbered from 1 again unless `numbers` says that they go on. With few rows it takes a tenth of the
 * time: TRUNCATE makes new files for each of some twenty tables, and for each of their indexes.
 */
export async function emptyTables(
  url: string,
  tables: readonly string[],
  { numbers = 'restart' }: { numbers?: 'restart' | 'go on' } = {},
): Promise<void> {
  const named = tables.map((table) => `'${table}'`).join(', ');
  await sql(
    url,
    `DO $$
     DECLARE
       emptied regclass[];
       one regclass;
     BEGIN
       WITH RECURSIVE cascade AS (
         SELECT unnest(ARRAY[${named}]::regclass[]) AS rel
         UNION
         SELECT conrelid::regclass FROM pg_constraint JOIN cascade ON confrelid = rel WHERE contype = 'f'
       )
       SELECT array_agg(rel) INTO emptied FROM cascade;
       -- These go with deliveries and papers by triggers.
       IF 'delivery'::regclass = ANY (emptied) THEN
         emptied := emptied || '{delivery_by_state,delivery_lease}'::regclass[];
       END IF;
       IF 'paper_terms'::regclass = ANY (emptied) THEN
         emptied := emptied || 'paper_key'::regclass;
       END IF;
       -- Waits for whoever is writing to them, as TRUNCATE would.
       EXECUTE 'LOCK TABLE ' || array_to_string(emptied, ', ');
       SET LOCAL session_replication_role = replica;
       FOREACH one IN ARRAY emptied LOOP
         EXECUTE format('DELETE FROM %s', one);
       END LOOP;
       SET LOCAL session_replication_role = origin;
       -- Triggers on TRUNCATE are for each statement: they run on one that finds nothing, too.
       FOR one IN
         SELECT DISTINCT tgrelid FROM pg_trigger
         WHERE tgrelid = ANY (emptied) AND NOT tgisinternal AND tgtype & 32 <> 0
       LOOP
         EXECUTE format('DELETE FROM %s WHERE false', one);
       END LOOP;
       IF ${numbers === 'restart'} THEN
         PERFORM setval(objid::regclass, 1, false) FROM pg_depend
         WHERE refobjid = ANY (emptied) AND classid = 'pg_class'::regclass AND deptype IN ('a', 'i')
           AND EXISTS (SELECT FROM pg_class WHERE oid = objid AND relkind = 'S');
       END IF;
     END $$`,
  );
}
