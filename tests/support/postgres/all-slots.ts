import pg from 'pg';

/**
 * Takes every connection that a server has, from whoever had it, and keeps them until the returned function is called.
 */
export async function takeAllSlots(url: string): Promise<() => Promise<void>> {
  const taken: pg.Client[] = [];
  const open = async () => {
    const client = new pg.Client({ connectionString: url, application_name: 'others' });
    // Those that a server refuses.
    client.on('error', () => undefined);
    await client.connect();
    taken.push(client);
    return client;
  };
  const first = await open();
  const { rows } = await first.query<{ max_connections: string }>('SHOW max_connections');
  while (taken.length < Number(rows[0]?.max_connections)) {
    await first.query(`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND application_name <> 'others'`);
    await Promise.allSettled(Array.from({ length: 10 }, open)).then(checkRefusals);
  }
  return async () => {
    await Promise.all(taken.map((client) => client.end()));
  };
}

/** 53300: too_many_connections. */
function checkRefusals(opened: PromiseSettledResult<unknown>[]): void {
  for (const one of opened) {
    if (one.status === 'rejected' && (one.reason as { code?: unknown }).code !== '53300') throw one.reason;
  }
}
