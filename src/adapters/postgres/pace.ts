import type pg from 'pg';
import type { PaceStore } from '../../app/ports.ts';

// One row that all processes move forward, each by the time that its messages take (a virtual schedule, as in the
// generic cell rate algorithm, ITU-T I.371). The database's clock counts: those of the machines may differ.
const reserveSql = `
  UPDATE send_pace SET next_at = greatest(next_at, clock_timestamp()) + make_interval(secs => $1::float8)
  RETURNING extract(epoch FROM next_at - make_interval(secs => $1::float8) - clock_timestamp())::float8 AS seconds`;

export function paceStore(pool: pg.Pool): PaceStore {
  return {
    async reserve(messages, rate) {
      const query = { name: 'send-pace', text: reserveSql, values: [messages / rate] };
      const { rows } = await pool.query<{ seconds: number }>(query);
      return Math.max(0, (rows[0]?.seconds ?? 0) * 1000);
    },
  };
}
