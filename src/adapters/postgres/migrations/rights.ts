import type pg from 'pg';
import { DomainError } from '../../../domain/errors.ts';

/** What migrations put into a database; PostgreSQL brings them in its contrib modules. */
export const extensions = ['citext', 'pg_trgm'];

type Rights = {
  /** These two as they are written in a statement. */
  role: string;
  database: string;
  /** May make schemas, which the queue needs, and trusted extensions. */
  makes: boolean;
  /** May make tables. */
  fills: boolean;
  /** Whose the tables are that were made before; null: nobody's, or this role's too. */
  owner: string | null;
  /** Extensions that the server does not have. */
  unknown: string[];
  /** Those that only a superuser may put into the database, and that are not there yet. */
  untrusted: string[];
};

const rightsSql = `
  WITH wanted AS (
    SELECT w.name, bool_or(v.name IS NOT NULL) AS known, bool_or(v.trusted) AS trusted
    FROM unnest($1::text[]) AS w(name) LEFT JOIN pg_available_extension_versions v ON v.name = w.name
    WHERE w.name NOT IN (SELECT extname FROM pg_extension) GROUP BY w.name
  )
  SELECT quote_ident(current_user) AS role, quote_ident(current_database()) AS database,
    has_database_privilege(current_database(), 'CREATE') AS makes,
    coalesce(has_schema_privilege(to_regnamespace('public'), 'CREATE'), false) AS fills,
    (SELECT relowner::regrole::text FROM pg_class
     WHERE oid = to_regclass('public._prisma_migrations') AND NOT pg_has_role(relowner, 'USAGE')) AS owner,
    ARRAY(SELECT name FROM wanted WHERE NOT known) AS unknown,
    ARRAY(SELECT name FROM wanted WHERE NOT trusted
      AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)) AS untrusted`;

/**
 * Rejects with `unavailable`, and with what to do in its words, when the role of `client` may not do what migrations
 * do. Asked before they begin, and of all rights at once, so that they are given once.
 */
export async function refuseWithoutRights(
  client: pg.ClientBase,
  wanted: readonly string[] = extensions,
): Promise<void> {
  const { rows } = await client.query<Rights>(rightsSql, [wanted]);
  const [rights] = rows;
  if (rights === undefined) return;
  const { role, database, makes, fills, owner, unknown, untrusted } = rights;
  if (unknown.length > 0)
    throw new DomainError(
      'unavailable',
      `PostgreSQL has no ${unknown.join(' and no ')} there, which Offprint needs: install its contrib modules on that server, or have whoever runs it allow these extensions.`,
    );
  if (owner !== null)
    throw new DomainError(
      'unavailable',
      `The tables in the database ${database} belong to ${owner}, and ${role} may not change them: name ${owner} in DATABASE_URL, or have a superuser run there: GRANT ${owner} TO ${role};`,
    );
  const statements = [
    ...(makes ? [] : [`GRANT CREATE ON DATABASE ${database} TO ${role};`]),
    ...(fills ? [] : [`GRANT ALL ON SCHEMA public TO ${role};`]),
    ...untrusted.map((name) => `CREATE EXTENSION ${name};`),
  ];
  if (statements.length > 0)
    throw new DomainError(
      'unavailable',
      `${role} may not make what Offprint needs in the database ${database}. Have its owner or a superuser run there: ${statements.join(' ')}`,
    );
}
