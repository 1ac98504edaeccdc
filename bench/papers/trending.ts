import type pg from 'pg';
import { refreshTrends } from '../../src/app/papers/refresh-trends.ts';
import { trendDays, trendsOf } from '../../src/domain/ranking/trending.ts';
import { type BenchServer, onDatabase, startBenchServer } from '../bench-server.ts';
import { type BenchResult, type BenchRun, bounded, compared, median } from '../result.ts';
import { openHere } from '../service.ts';

const runs = 7;
const fields = 40;

/**
 * Making the trends of all papers of the last weeks: `size` papers, of which a fifth are in the look-back, and a fifth
 * of those have votes, told hourly over three days. The whole pass, as it runs every ten minutes; the pure function
 * in it; and reading a page by the stored scores. Baseline of the pass and the page: the score that needs no history,
 * log10(1 + votes) + age, computed and sorted by PostgreSQL for the same papers.
 */
export async function benchTrending({ size = 100_000, stack, say }: BenchRun): Promise<BenchResult> {
  const server = await startBenchServer(stack);
  const now = new Date();
  const url = await server.create('trending', null);
  const { deps } = await openHere(stack, {
    databaseUrl: url,
    home: server.home,
    smtpPort: 9,
    dkimKeyFile: null,
  });
  say(`trending: making ${size} papers`);
  const made = await onDatabase(url, (client) => makePapers(client, size));
  await server.settle();

  say('trending: the whole pass');
  const clock = { ...deps, now: () => now };
  const first = await cost(server, () => refreshTrends(clock));
  const passes = [];
  for (let run = 0; run < runs; run++) {
    const at = new Date(now.getTime() + (run + 1) * 600_000);
    passes.push(await cost(server, () => refreshTrends({ ...deps, now: () => at })));
  }
  say('trending: the pure function and the pages');
  const from = new Date(now.getTime() - trendDays * 86_400_000);
  const inputs = await deps.stores.trends.trendInputs(from, now);
  const pure = [];
  for (let run = 0; run < runs; run++) {
    const start = process.cpuUsage();
    if (trendsOf(inputs, now).size !== inputs.length) throw new Error('a paper has no trend');
    pure.push(cpuMs(start));
  }
  const plain = await onDatabase(url, async (client) => {
    const costs = [];
    for (let run = 0; run < runs; run++) {
      costs.push(await cost(server, () => client.query(baseline, [from, now, made.papers])));
    }
    return costs;
  });
  const page = () =>
    deps.stores.papers.trending({
      window: 'month',
      topicId: null,
      query: null,
      asker: null,
      now,
      page: 1,
      limit: 25,
    });
  const pages = await timed(page);
  const plainPages = await onDatabase(url, (client) =>
    timed(() => client.query(baseline, [new Date(now.getTime() - 30 * 86_400_000), now, 25])),
  );

  const of = (costs: Cost[], key: keyof Cost) => median(costs.map((one) => one[key]));
  return {
    bench: 'trending',
    about: `${size} papers, ${made.papers} in the look-back, ${made.signals} signals; medians of ${runs} runs`,
    measures: [
      bounded('CPU of the pure function', 'ms', median(pure), { atMost: 1_000 }),
      compared('CPU of the whole pass, with PostgreSQL’s', 'ms', {
        ours: of(passes, 'ownMs') + of(passes, 'databaseMs'),
        baseline: of(plain, 'ownMs') + of(plain, 'databaseMs'),
      }),
      compared('time to read a page by the stored score', 'ms', {
        ours: pages,
        baseline: plainPages,
      }),
    ],
    facts: {
      'CPU of the pass in this process, ms': of(passes, 'ownMs'),
      'CPU of the pass in PostgreSQL, ms': of(passes, 'databaseMs'),
      'time of the pass, ms': of(passes, 'wallMs'),
      'WAL of the first pass, KB': first.walBytes / 1024,
      'WAL of a pass ten minutes later, KB': of(passes, 'walBytes') / 1024,
      'share of one core, a pass every ten minutes': `${((of(passes, 'ownMs') + of(passes, 'databaseMs')) / 6_000).toFixed(2)} %`,
      ...server.facts,
    },
  };
}

/** The score that knows no history, as one query. */
const baseline = `SELECT p.id FROM paper p
  WHERE NOT p.hidden AND NOT p.withdrawn AND p.fresh_at > $1 AND p.fresh_at <= $2
  ORDER BY log(1 + p.upvotes + p.comments / 2.0) + extract(epoch FROM p.fresh_at)::float8 / 864000 DESC, p.published_at DESC, p.id
  LIMIT $3`;

type Cost = { ownMs: number; databaseMs: number; wallMs: number; walBytes: number };

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

async function cost(server: BenchServer, work: () => Promise<unknown>): Promise<Cost> {
  const before = await server.usage();
  const own = process.cpuUsage();
  const start = performance.now();
  await work();
  const wallMs = performance.now() - start;
  const ownMs = cpuMs(own);
  const after = await server.usage();
  return {
    ownMs,
    databaseMs: after.processorMs - before.processorMs,
    wallMs,
    walBytes: after.walBytes - before.walBytes,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const times = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}

async function makePapers(client: pg.Client, size: number): Promise<{ papers: number; signals: number }> {
  await client.query(
    `INSERT INTO paper (arxiv_id, title_key, title, abstract, authors, categories, primary_category, published_at,
       fresh_at, featured_at, upvotes, created_at)
     SELECT 'bench.' || i, 'bench ' || i, 'Paper ' || i, 'Of made-up words.', '{Ada}', ARRAY['cs.' || i % $2],
       'cs.' || i % $2, at, at, CASE WHEN i % 5 = 0 THEN at END, CASE WHEN i % 5 = 0 THEN hashint4(i) & 127 ELSE 0 END, at
     FROM generate_series(1, $1::int) AS i,
       LATERAL (SELECT now() - i * interval '60 days' / ($1 / 5.0) AS at) AS dated`,
    [size, fields],
  );
  const { rowCount } = await client.query(
    `INSERT INTO signal (paper_id, source, at, upvotes, comments)
     SELECT p.id, 'hugging-face', date_trunc('hour', p.fresh_at) + h * interval '1 hour', p.upvotes * h / 72, h / 12
     FROM paper p, generate_series(1, 72) AS h
     WHERE p.featured_at > now() - interval '60 days' AND p.fresh_at + h * interval '1 hour' < now()
       AND (p.upvotes * h / 72 <> p.upvotes * (h - 1) / 72 OR h % 12 = 0)
     ORDER BY 3`,
  );
  await client.query('VACUUM ANALYZE');
  const { rows } = await client.query<{ papers: number }>(
    `SELECT count(*)::int AS papers FROM paper WHERE fresh_at > now() - interval '60 days'`,
  );
  return { papers: rows[0]?.papers ?? 0, signals: rowCount ?? 0 };
}
