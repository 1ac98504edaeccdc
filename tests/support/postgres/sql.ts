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

/** Runs one statement on a connection of its own. */
export async function sql(url: string, statement: string, values: unknown[] = []): Promise<Rows> {
  const connection = await openSql(url);
  try {
    return await connection.run(statement, values);
  } finally {
    await connection.close();
  }
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
