import type pg from 'pg';
import type { SendTimeStore } from '../../../app/deliveries/send-rate-limit.ts';
import type { SendDayStore } from '../../../app/deliveries/warm-up.ts';

// One row that all processes move forward, each by the time that its messages take (a virtual schedule, as in the
// generic cell rate algorithm, ITU-T I.371). The database's clock counts: those of the machines may differ.
const reserveSql = `
  UPDATE send_pace SET next_at = greatest(next_at, clock_timestamp()) + make_interval(secs => $1::float8)
  RETURNING extract(epoch FROM next_at - make_interval(secs => $1::float8) - clock_timestamp())::float8 AS seconds`;

export function sendTimeStore(pool: pg.Pool): SendTimeStore {
  return {
    async reserveSendTimes(messages, rate) {
      const query = { name: 'send-pace', text: reserveSql, values: [messages / rate] };
      const { rows } = await pool.query<{ seconds: number }>(query);
      return Math.max(0, (rows[0]?.seconds ?? 0) * 1000);
    },
  };
}

// `granted`: by how much the last statement has added, since a statement returns a row only as it has become.
const takeSql = `
  INSERT INTO send_day AS d (day, messages, granted) VALUES ($1::date, least($2::int, $3::int), least($2::int, $3::int))
  ON CONFLICT (day) DO UPDATE SET
    messages = d.messages + greatest(0, least($2, $3 - d.messages)),
    granted = greatest(0, least($2, $3 - d.messages))
  RETURNING granted`;

const giveBackSql = 'UPDATE send_day SET messages = greatest(0, messages - $2) WHERE day = $1::date';

const takenSql = 'SELECT messages FROM send_day WHERE day = $1::date';

export function sendDayStore(pool: pg.Pool): SendDayStore {
  return {
    async takePermits(day, messages, most) {
      const query = { name: 'send-day-take', text: takeSql, values: [day, messages, most] };
      const { rows } = await pool.query<{ granted: number }>(query);
      return rows[0]?.granted ?? 0;
    },
    async giveBackPermits(day, messages) {
      await pool.query({ name: 'send-day-give-back', text: giveBackSql, values: [day, messages] });
    },
    async permitsTaken(day) {
      const { rows } = await pool.query<{ messages: number }>(takenSql, [day]);
      return rows[0]?.messages ?? 0;
    },
  };
}
