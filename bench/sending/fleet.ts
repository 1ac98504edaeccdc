import { cpus } from 'node:os';
import { triggerDigest } from '../../src/app/digests/trigger-digest.ts';
import { type BenchServer, onDatabase, startBenchServer } from '../bench-server.ts';
import { type CpuShares, openCpuShares } from '../cpu-share.ts';
import { processorTime } from '../processor-time.ts';
import { type BenchResult, type BenchRun, compared, type Facts, type Measure } from '../result.ts';
import { openHere, startServing, startWorker } from '../service.ts';
import { untilFinished, warmUp } from './digest-run.ts';
import { addReaders, makeCatalogue } from './made-readers.ts';
import { startSink } from './sink-process.ts';
import { openWatchers, signIn } from './watchers.ts';

const papers = 3_000;
const catalogue = 'catalogue';
const mostWorkers = 4;
const sinks = 2;
/** What each process is held to, so that all of them together fit on the two cores of a small machine. */
const cores = 0.2;
const barWidth = 40;

type FleetRun = {
  workers: number;
  messages: number;
  /** From the trigger until the digest was finished. */
  wallMs: number;
  /** Of all workers together. */
  workersMs: number;
  postgresMs: number;
  postgresCores: number;
};

/**
 * One digest by a fleet: PostgreSQL, a web process on whose page of the digest somebody looks on, one worker to four,
 * and two mail servers, each held to its share of a core as if it were on a small machine of its own. Baseline: what
 * one worker sends, times their number. In the end PostgreSQL has twice its share, to show what held the last ones up.
 */
export async function benchFleet({ size: each = 2_000, stack, say }: BenchRun): Promise<BenchResult> {
  const server = await startBenchServer(stack);
  const shares = await openCpuShares(stack);
  say(`fleet: ${papers} papers, ${each} readers a worker, ${cores} of a core a process`);
  await makeCatalogue(server, catalogue, papers);
  const run = async (workers: number, postgresCores = cores): Promise<FleetRun> => {
    const more = postgresCores === cores ? '' : `, PostgreSQL with ${postgresCores}`;
    say(`fleet: ${workers} worker${workers === 1 ? '' : 's'}${more}`);
    return await runFleet(server, shares, { workers, readers: each * workers, postgresCores });
  };
  const one = await run(1);
  const runs = [one];
  for (let workers = 2; workers <= mostWorkers; workers++) runs.push(await run(workers));
  const eased = await run(mostWorkers, 2 * cores);
  return {
    bench: 'fleet',
    about: `${each} readers a worker, ten papers each of ${papers}; PostgreSQL, web, ${sinks} mail servers and each worker held to ${cores} of a core`,
    measures: [
      ...runs.slice(1).map((more) => scaling(one, more, more.workers === 2 ? { atLeast: 0.9 } : {})),
      scaling(one, eased),
    ],
    facts: { ...chart([...runs, eased]), 'shares of a core by': shares.how, ...server.facts },
  };
}

const rateOf = ({ messages, wallMs }: FleetRun) => (messages / wallMs) * 1000;

function nameOf({ workers, postgresCores }: FleetRun): string {
  const words = `${workers} worker${workers === 1 ? '' : 's'}`;
  return postgresCores === cores ? words : `${words}, PostgreSQL with ${postgresCores} of a core`;
}

function scaling(one: FleetRun, more: FleetRun, target: { atLeast?: number } = {}): Measure {
  const rates = { ours: rateOf(more), baseline: rateOf(one) * more.workers };
  return compared(
    `messages a second, ${nameOf(more)}, to one worker times ${more.workers}`,
    '/s',
    rates,
    target,
  );
}

/** A line a run: its rate as a bar, what each side used of its share, and what a message cost. */
function chart(runs: readonly FleetRun[]): Facts {
  const most = Math.max(...runs.map(rateOf));
  const lines = runs.map((run): [string, string] => {
    const rate = rateOf(run);
    const bar = '█'.repeat(Math.round((rate / most) * barWidth)).padEnd(barWidth);
    const used = (ms: number, share: number) => `${Math.round((ms / run.wallMs / share) * 100)} %`;
    const cost = (ms: number) => `${(ms / run.messages).toFixed(2)} ms`;
    const workers = `workers ${used(run.workersMs, cores * run.workers)} of their share, ${cost(run.workersMs)} a message`;
    const postgres = `PostgreSQL ${used(run.postgresMs, run.postgresCores)}, ${cost(run.postgresMs)}`;
    return [nameOf(run), `${bar} ${rate.toFixed(0)}/s; ${workers}; ${postgres}`];
  });
  return Object.fromEntries(lines);
}

async function runFleet(
  server: BenchServer,
  shares: CpuShares,
  { workers: count, readers, postgresCores }: { workers: number; readers: number; postgresCores: number },
): Promise<FleetRun> {
  const database = 'fleet';
  await server.drop(database);
  const databaseUrl = await server.create(database, catalogue);
  const running = server.scope();
  try {
    await onDatabase(databaseUrl, async (client) => {
      await addReaders(client, { name: 'reader', count: readers, leastTopics: 2 });
      await client.query('VACUUM ANALYZE');
    });
    const servers = await Promise.all(
      Array.from({ length: sinks }, () => startSink(running, { latencyMs: 0 })),
    );
    const settings = {
      databaseUrl,
      home: server.home,
      smtpPort: 9,
      dkimKeyFile: null,
      more: { SMTP_URL: servers.map(({ port }) => `smtp://127.0.0.1:${port}`).join(' ') },
    };
    const service = await openHere(running, settings);
    const web = await startServing(running, settings, 'web');
    const cookie = await signIn(service.deps, web.url);
    const workers = await Promise.all(Array.from({ length: count }, () => startWorker(running, settings)));
    await warmUp(service);
    await server.settle();
    for (const sink of servers) await sink.reset();
    for (const { pid = 0 } of [web.child, ...workers, ...servers]) await shares.limit(pid, cores);
    await shares.limit(server.pid, postgresCores);

    const workersTime = () => workers.reduce((sum, { pid }) => sum + processorTime(pid ?? 0), 0);
    const before = { workers: workersTime(), postgres: (await server.usage()).processorMs };
    const start = performance.now();
    const { id } = await triggerDigest(service.deps, { origin: 'command', cadence: 'daily' });
    await openWatchers(running, `${web.url}/admin/digests/${id}/events`, { browsers: 1, cookie });
    const sent = async () => {
      const reports = await Promise.all(servers.map((sink) => sink.report()));
      return reports.reduce((sum, { messages }) => sum + messages, 0);
    };
    await untilFinished(service, id, { readers, sent, connections: () => server.connections(database) });
    return {
      workers: count,
      messages: readers,
      wallMs: performance.now() - start,
      workersMs: workersTime() - before.workers,
      postgresMs: (await server.usage()).processorMs - before.postgres,
      postgresCores,
    };
  } finally {
    await shares.limit(server.pid, cpus().length);
    await running.disposeAsync();
    await server.drop(database);
  }
}
