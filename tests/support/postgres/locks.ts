import pg from 'pg';

/** A session that locks things one after the other and keeps all of them until it lets go. */
export async function openLocks(url: string): Promise<{
  lockRows(table: 'subscriber' | 'delivery', where: string, values: unknown[]): Promise<void>;
  /** So that nobody else can read it or write to it. */
  lockTable(table: 'pgboss.job' | 'delivery_lease' | 'paper'): Promise<void>;
  letGo(): Promise<void>;
}> {
  const client = new pg.Client({ connectionString: url });
  // A test that fails takes the database away from under it.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('BEGIN');
  return {
    async lockRows(table, where, values) {
      const { rowCount } = await client.query(`SELECT FROM ${table} WHERE ${where} FOR UPDATE`, values);
      if (rowCount === 0) throw new Error(`no row of ${table} where ${where}`);
    },
    async lockTable(table) {
      await client.query(`LOCK TABLE ${table}`);
    },
    letGo: () => client.end(),
  };
}
