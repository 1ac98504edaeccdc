import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/**
 * Between two looks: what is held shorter than this may not be seen, and what is seen is held a look longer at most.
 */
const lookMs = 5;

/**
 * Looks at the transactions of an application that hold a lock on a table in a mode for writing, until it is stopped;
 * then tells for how long the longest one was seen to, in milliseconds, and what it did: a transaction that is idle
 * waits for its process, which waits for a processor.
 */
export async function watchLocks(
  url: string,
  application: string,
): Promise<{ stop(): Promise<{ ms: number; doing: string }> }> {
  const client = new pg.Client({ connectionString: url, application_name: 'bench-locks' });
  await client.connect();
  let longest = { ms: 0, doing: 'nothing' };
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      const { rows } = await client.query<{ ms: number; doing: string }>(
        `SELECT (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::float8 AS ms,
           a.state || ', ' || left(regexp_replace(a.query, '\\s+', ' ', 'g'), 60) AS doing
         FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
         WHERE a.application_name = $1 AND a.datname = current_database() AND l.locktype = 'relation' AND l.granted
           AND l.mode NOT IN ('AccessShareLock', 'RowShareLock')
         ORDER BY 1 DESC LIMIT 1`,
        [application],
      );
      const [seen] = rows;
      if (seen !== undefined && seen.ms > longest.ms) longest = seen;
      await wait(lookMs);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await watching;
      await client.end();
      return longest;
    },
  };
}
