import pg from 'pg';

export type Rows = Record<string, unknown>[];

/** Opens one connection to look at a database from beside the service. */
export async function openSql(
  url: string,
): Promise<{ run(sql: string, values?: unknown[]): Promise<Rows>; close(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    run: async (sql, values = []) => (await client.query<Record<string, unknown>>(sql, values)).rows,
    close: () => client.end(),
  };
}

/** By the address of their database, until a second after the last statement. */
const pools = new Map<string, pg.Pool>();

/**
 * A few connections to look at a database from beside the service, kept for what a test asks soon after: opening one
 * takes ten times as long as most statements. One that the server ends is replaced at the next statement.
 */
function poolOn(url: string): pg.Pool {
  const known = pools.get(url);
  if (known !== undefined) return known;
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    idleTimeoutMillis: 1_000,
    // Else a test that has ended would wait for them.
    allowExitOnIdle: true,
  });
  // Tests end connections, drop databases and stop servers under them.
  pool.on('error', () => undefined);
  pool.on('remove', () => {
    if (pool.totalCount === 0) pools.delete(url);
  });
  pools.set(url, pool);
  return pool;
}

/**
 * Runs statements beside the service that belong to one session; it is kept for others, so nothing may be left in it.
 */
export async function inOneSession(url: string, statements: readonly string[]): Promise<void> {
  const client = await poolOn(url).connect();
  try {
    for (const statement of statements) await client.query(statement);
  } catch (error) {
    client.release(true);
    throw error;
  }
  client.release();
}

/** Runs one statement beside the service. It may come on any connection, so that nothing of a session is kept. */
export async function sql(url: string, statement: string, values: unknown[] = []): Promise<Rows> {
  return (await poolOn(url).query<Record<string, unknown>>(statement, values)).rows;
}

/** Every table's number of rows and a checksum over all of them, without the queue's own. */
export async function checksums(
  url: string,
  without: readonly string[] = [],
): Promise<Record<string, string>> {
  const connection = await openSql(url);
  try {
    const tables = await connection.run(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`,
    );
    const sums: Record<string, string> = {};
    for (const { name } of tables) {
      const table = String(name);
      if (without.includes(table)) continue;
      const [row] = await connection.run(
        `SELECT count(*)::text || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS sum FROM "${table}" t`,
      );
      sums[table] = String(row?.['sum']);
    }
    return sums;
  } finally {
    await connection.close();
  }
}
