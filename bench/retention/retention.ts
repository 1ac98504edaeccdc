import type pg from 'pg';
import { tidy } from '../../src/app/retention/tidy.ts';
import { type BenchServer, onDatabase, startBenchServer } from '../bench-server.ts';
import { type BenchResult, type BenchRun, beside, bounded } from '../result.ts';
import { addReaders, makeCatalogue } from '../sending/made-readers.ts';
import { openHere } from '../service.ts';
import { watchLocks } from './watch-locks.ts';

/** Days of history: a digest a day, all but the last 180 of them old enough to go. */
const days = 365;
const papersADigest = 10;

/**
 * Tidying a year of history: `size` deliveries, one digest a day, and half as many signals. First what has gathered in
 * a year, as the night after an upgrade has it; then one night of those that follow, a day later. PostgreSQL's
 * processor time, and how long a lock is held that another one could wait for, by looking at `pg_locks` all the time.
 */
export async function benchRetention({ size = 1_000_000, stack, say }: BenchRun): Promise<BenchResult> {
  const server = await startBenchServer(stack);
  const catalogue = 'catalogue';
  await makeCatalogue(server, catalogue, 300);
  const url = await server.create('retention', catalogue);
  const readers = Math.ceil(size / days);
  say(`retention: making ${readers * days} deliveries of ${readers} readers, and ${size / 2} signals`);
  await onDatabase(url, (client) => makeHistory(client, readers, Math.round(size / 2)));
  await server.settle();
  const settings = { databaseUrl: url, home: server.home, smtpPort: 9, dkimKeyFile: null };
  const { deps } = await openHere(stack, settings);
  const night = async (name: string, now: Date) => {
    const locks = await watchLocks(url, 'offprint');
    const before = await server.usage();
    const began = performance.now();
    await tidy({ ...deps, now: () => now }, new AbortController().signal);
    const seconds = (performance.now() - began) / 1000;
    const after = await server.usage();
    const { ms: longest, doing } = await locks.stop();
    const rows = (await deps.stores.retention.lastRun())?.rows ?? {};
    const all = Object.values(rows).reduce((sum, one) => sum + one, 0);
    say(`retention: ${name}: ${JSON.stringify(rows)} in ${seconds.toFixed(1)} s`);
    return {
      rows: all,
      seconds,
      longest,
      doing,
      processorSeconds: (after.processorMs - before.processorMs) / 1000,
    };
  };
  const first = await night('the first night', new Date());
  const second = await night('the next night', new Date(Date.now() + 86_400_000));
  const bare = await bareDelete(server, catalogue, readers, size);
  return {
    bench: 'retention',
    about: `${readers * days} deliveries in ${days} digests, ${Math.round(size / 2)} signals; terms as they come`,
    measures: [
      bounded('a night: processor time of PostgreSQL', 's', second.processorSeconds, { atMost: 60 }),
      bounded('a night: longest lock', 'ms', second.longest, { atMost: 100 }),
      beside('the first night, a year of it: processor time of PostgreSQL', 's', {
        ours: first.processorSeconds,
        baseline: bare.processorSeconds,
      }),
      beside(
        'the first night: longest lock',
        'ms',
        { ours: first.longest, baseline: bare.longest },
        { atMost: 100 },
      ),
    ],
    facts: {
      'rows that went in the first night': first.rows,
      'rows that went in the next one': second.rows,
      'longest lock of the first night': first.doing,
      'longest lock of the next one': second.doing,
      'the first night took, s': first.seconds,
      'the next one took, s': second.seconds,
      baseline: 'one DELETE of the same deliveries, and one of the same signals',
      ...server.facts,
    },
  };
}

async function makeHistory(client: pg.Client, readers: number, signals: number): Promise<void> {
  await addReaders(client, { name: 'reader', count: readers });
  await client.query("UPDATE subscriber SET confirmed_at = now() - interval '2 years'");
  await client.query(
    `INSERT INTO digest (origin, cadence, slot, status, as_of, created_at, planned_at, finished_at, topic_ids, subscriber_ids)
     SELECT 'schedule', 'daily', at, 'finished', at, at, at, at + interval '1 hour', '{}', '{}'
     FROM generate_series($1::int, 1, -1) AS ago, LATERAL (SELECT date_trunc('day', now()) - ago * interval '1 day' AS at) d`,
    [days],
  );
  await client.query(
    `INSERT INTO delivery (digest_id, subscriber_id, state, attempt, message_id, sent_at, detail, paper_ids, subject_ids, created_at)
     SELECT g.id, s.id, 'sent', 1, g.id || '.' || s.id || '@example.org', g.as_of, '250 2.0.0 Ok: queued as ' || md5(s.id::text),
       ARRAY(SELECT g.id * 100000 + (s.id * 7 + k * 13) % 300 FROM generate_series(1, $1::int) AS k), array_fill(0, ARRAY[$1::int]), g.as_of
     FROM digest g CROSS JOIN subscriber s ORDER BY g.id, s.id`,
    [papersADigest],
  );
  // Of two years: what is said of a paper, some four times a day.
  await client.query(
    `INSERT INTO signal (paper_id, source, at, upvotes)
     SELECT ids.all[1 + n % least(cardinality(ids.all), greatest(1, $1 / 730 / 4))], 'hugging-face', now() - (($1::float8 - n) / $1 * 730) * interval '1 day', n % 1000
     FROM generate_series(1, $1::int) AS n, (SELECT array_agg(id) AS all FROM paper) AS ids ORDER BY n`,
    [signals],
  );
  await client.query('VACUUM ANALYZE');
}

/** The same rows in as few statements as can be: what the work costs at all, and how long its locks are held then. */
async function bareDelete(server: BenchServer, catalogue: string, readers: number, size: number) {
  const url = await server.create('retention_bare', catalogue);
  return await onDatabase(url, async (client) => {
    await makeHistory(client, readers, Math.round(size / 2));
    await server.settle();
    const before = await server.usage();
    const began = performance.now();
    await client.query(
      `DELETE FROM delivery d USING digest g WHERE g.id = d.digest_id AND g.finished_at < now() - interval '180 days'`,
    );
    const longest = performance.now() - began;
    await client.query(
      `DELETE FROM signal WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY paper_id, source,
         date_trunc(CASE WHEN at < now() - interval '365 days' THEN 'week' ELSE 'day' END, at) ORDER BY at DESC, id DESC) AS n
       FROM signal WHERE at < now() - interval '90 days') AS s WHERE n > 1)`,
    );
    const after = await server.usage();
    return { longest, processorSeconds: (after.processorMs - before.processorMs) / 1000 };
  });
}
