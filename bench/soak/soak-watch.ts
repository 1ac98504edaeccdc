import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { bounded, type Measure } from '../result.ts';

/** How things stand at the end of a day; sizes in MB. */
export type DayFigures = {
  day: number;
  readers: number;
  digests: number;
  refused: number;
  unknown: number;
  tidied: number;
  web: number;
  worker: number;
  killed: number;
  connections: number;
  database: number;
  delivery: number;
  /** Of the table `delivery`. */
  rows: number;
  indexes: number;
  jobs: number;
  dead: number;
  deadIn: string;
  /** What is wrong with the sums, in words; nothing when they hold. */
  wrong: string[];
};

/** Memory of a process in RAM, in MB (proc_pid_status(5), VmRSS). */
export function memoryMb(pid: number): number {
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

export type DatabaseFigures = Pick<
  DayFigures,
  'connections' | 'database' | 'delivery' | 'rows' | 'indexes' | 'jobs' | 'dead' | 'deadIn' | 'readers'
>;

/** Of the worst large table; more than that is too much. */
const mostDead = 60;
/** Six turns of autovacuum (moved-postgres.ts). */
const vacuumMs = 30_000;

/**
 * `databaseFigures` once the dead rows are few, or when PostgreSQL has had the time to take them: what was there for
 * the length of a digest alone is dead when it ends, and is no fault.
 */
export async function databaseFiguresWhenVacuumed(client: pg.Client): Promise<DatabaseFigures> {
  for (const end = performance.now() + vacuumMs; ; await wait(1_000)) {
    const figures = await databaseFigures(client);
    if (figures.dead <= mostDead || performance.now() > end) return figures;
  }
}

/** Sizes with indexes and what is too long for a row; dead rows as a share of all rows of the worst large table. */
async function databaseFigures(client: pg.Client): Promise<DatabaseFigures> {
  const { rows } = await client.query<DatabaseFigures>(
    `WITH mb AS (SELECT 1048576::float8 AS one),
       worst AS (
         SELECT relname, n_dead_tup::float8 / (n_live_tup + n_dead_tup) AS share FROM pg_stat_user_tables
         WHERE n_live_tup + n_dead_tup > 2000 ORDER BY 2 DESC LIMIT 1)
     SELECT (SELECT count(*)::int FROM pg_stat_activity
             WHERE datname = current_database() AND backend_type = 'client backend') AS connections,
       pg_database_size(current_database()) / one AS database,
       (SELECT sum(pg_total_relation_size(oid)) / one FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname LIKE 'delivery%') AS delivery,
       (SELECT count(*)::int FROM delivery) AS rows,
       (SELECT sum(pg_relation_size(indexrelid)) / one FROM pg_stat_user_indexes WHERE schemaname = 'public') AS indexes,
       (SELECT count(*)::int FROM pgboss.job) AS jobs,
       coalesce((SELECT share * 100 FROM worst), 0) AS dead,
       coalesce((SELECT relname FROM worst), '') AS "deadIn",
       (SELECT count(*)::int FROM subscriber WHERE status = 'active') AS readers
     FROM mb`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the database says nothing of itself');
  return row;
}

/** What does not add up in the digests since an instant: counts and rows, and readers that are in one twice. */
export async function wrongSums(client: pg.Client, since: Date): Promise<string[]> {
  const { rows } = await client.query<{ id: number; words: string }>(
    `SELECT g.id, concat_ws(', ',
         CASE WHEN t.counted IS DISTINCT FROM r.stored THEN 'counted ' || coalesce(t.counted::text, 'none') || ', stored ' || coalesce(r.stored::text, 'none') END,
         CASE WHEN r.rows <> r.readers THEN (r.rows - r.readers) || ' readers are in it twice' END,
         CASE WHEN g.status <> 'finished' THEN 'it is ' || g.status END) AS words
     FROM digest g,
       LATERAL (SELECT jsonb_object_agg(state, n) AS counted FROM (SELECT state, sum(count)::int AS n FROM digest_tally
         WHERE digest_id = g.id AND shard >= 0 GROUP BY 1 HAVING sum(count) <> 0) s) t,
       LATERAL (SELECT jsonb_object_agg(state, n) AS stored, coalesce(sum(n), 0) AS rows, coalesce(sum(readers), 0) AS readers
         FROM (SELECT state, count(*)::int AS n, count(DISTINCT coalesce(subscriber_id, -id))::int AS readers FROM delivery
           WHERE digest_id = g.id GROUP BY 1) s) r
     WHERE g.created_at >= $1 ORDER BY g.id`,
    [since],
  );
  return rows.filter(({ words }) => words !== '').map(({ id, words }) => `digest ${id}: ${words}`);
}

const columns: [head: string, of: (figures: DayFigures) => string][] = [
  ['day', ({ day }) => String(day)],
  ['readers', ({ readers }) => String(readers)],
  ['mails', ({ digests }) => String(digests)],
  ['refused', ({ refused }) => String(refused)],
  ['unknown', ({ unknown }) => String(unknown)],
  ['tidied', ({ tidied }) => String(tidied)],
  ['web MB', ({ web }) => web.toFixed(0)],
  ['worker', ({ worker }) => worker.toFixed(0)],
  ['killed', ({ killed }) => killed.toFixed(0)],
  ['conns', ({ connections }) => String(connections)],
  ['db MB', ({ database }) => database.toFixed(0)],
  ['delivery', ({ delivery }) => delivery.toFixed(1)],
  ['rows', ({ rows }) => String(rows)],
  ['indexes', ({ indexes }) => indexes.toFixed(1)],
  ['jobs', ({ jobs }) => String(jobs)],
  ['dead %', ({ dead, deadIn }) => `${dead.toFixed(0)} ${deadIn}`],
  ['sums', ({ wrong }) => (wrong.length === 0 ? 'hold' : 'WRONG')],
];

const width = (head: string) => (head === 'dead %' ? 15 : Math.max(7, head.length));

/** The heads of the table, and a row of it. */
export const tableHead = () => columns.map(([head]) => head.padStart(width(head))).join(' ');
export const tableRow = (figures: DayFigures) =>
  columns.map(([head, of]) => of(figures).padStart(width(head))).join(' ');

function middle(
  days: readonly DayFigures[],
  from: number,
  to: number,
  of: (figures: DayFigures) => number,
): number {
  const some = days
    .filter(({ day }) => day >= from && day <= to)
    .map(of)
    .sort((a, b) => a - b);
  return some[some.length >> 1] ?? Number.NaN;
}

/** Of a web process, two workers, and this benchmark (docs/operations.md, More workers). */
const mostConnections = 11 + 2 * 20 + 1;

/**
 * What must hold over the month. Growth is that of the middle of the last five days to the middle of days 8 to 12, when
 * everything has been in use.
 */
export function judge(days: readonly DayFigures[]): Measure[] {
  const growth = (of: (figures: DayFigures) => number) => middle(days, 26, 30, of) / middle(days, 8, 12, of);
  const most = (of: (figures: DayFigures) => number) => Math.max(...days.map(of));
  return [
    bounded('days whose sums were wrong', 'days', days.filter(({ wrong }) => wrong.length > 0).length, {
      atMost: 0,
    }),
    bounded(
      'memory of the web process, last days to days 8 to 12',
      '×',
      growth(({ web }) => web),
      { atMost: 1.15 },
    ),
    bounded(
      'memory of the worker that is never killed',
      '×',
      growth(({ worker }) => worker),
      { atMost: 1.15 },
    ),
    bounded(
      'connections to PostgreSQL at the end of a day, at the most',
      'connections',
      most(({ connections }) => connections),
      { atMost: mostConnections },
    ),
    bounded(
      'rows of the queue, last days to days 8 to 12',
      '×',
      growth(({ jobs }) => jobs),
      { atMost: 1.5 },
    ),
    bounded(
      'dead rows of the worst table with more than 2,000 rows, at most half a minute after a digest, at the most',
      '%',
      most(({ dead }) => dead),
      { atMost: mostDead },
    ),
    bounded(
      'room of a row of delivery with its indexes',
      '×',
      growth(({ delivery, rows }) => delivery / rows),
      { atMost: 1.2 },
    ),
  ];
}
