import { sql } from '../postgres/sql.ts';

/**
 * Has jobs that are given out from now on go to another worker after four seconds without a sign of life of theirs; ten
 * are usual, the least that pg-boss itself takes.
 */
export async function quickenHeartbeats(url: string): Promise<void> {
  await sql(url, 'UPDATE pgboss.queue SET heartbeat_seconds = 4 WHERE heartbeat_seconds = 10');
}
