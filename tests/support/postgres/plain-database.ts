import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { databaseUrl } from '../global-setup.ts';
import { sql } from './sql.ts';

export type PlainDatabase = {
  /** As the role that has no right but those that the database gives it. */
  url: string;
  asSuperuser: string;
  role: string;
  name: string;
  drop(): Promise<void>;
};

/**
 * An empty database, as who runs PostgreSQL for others gives one: with a role that is no superuser and may make neither
 * databases nor roles. `owner`: whether the database is its own.
 */
export async function plainDatabase({ owner }: { owner: boolean }): Promise<PlainDatabase> {
  const server = inject('postgresUrl');
  const role = `plain_${randomUUID().replaceAll('-', '')}`;
  await sql(server, `CREATE ROLE ${role} LOGIN PASSWORD 'plain' NOSUPERUSER NOCREATEDB NOCREATEROLE`);
  await sql(server, `CREATE DATABASE ${role} ${owner ? `OWNER ${role}` : ''}`);
  const asSuperuser = databaseUrl(server, role);
  const url = new URL(asSuperuser);
  url.username = role;
  url.password = 'plain';
  return {
    url: url.href,
    asSuperuser,
    role,
    name: role,
    async drop() {
      await sql(server, `DROP DATABASE IF EXISTS ${role} WITH (FORCE)`);
      await sql(server, `DROP ROLE ${role}`);
    },
  };
}
