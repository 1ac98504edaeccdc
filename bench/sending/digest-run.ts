import { setTimeout as wait } from 'node:timers/promises';
import { digestProgress, hasEnded } from '../../src/app/digests/digest-progress.ts';
import { triggerDigest } from '../../src/app/digests/trigger-digest.ts';
import type { Service } from '../../src/wire/service.ts';
import { type BenchServer, onDatabase, type Usage } from '../bench-server.ts';
import type { CpuShares } from '../cpu-share.ts';
import { processorTime } from '../processor-time.ts';
import { openHere, startWorker } from '../service.ts';
import { startSink } from './sink-process.ts';

export type DigestRun = {
  messages: number;
  /** From the trigger until the digest was finished. */
  wallMs: number;
  /** Of the worker processes. */
  processorMs: number;
  database: Usage & { commits: number; connections: number };
  /**
   * Of the table `delivery` with its indexes, what a vacuum of it then takes of the server, and how many different
   * selections of papers were sent. `hotShare`: of its updates, those that wrote no index.
   */
  delivery: { bytes: number; vacuumMs: number; selections: number; hotShare: number };
  /** Of the messages as they went over the wire. */
  bytes: number;
};

export type DigestRunOptions = {
  workers: number;
  latencyMs: number;
  dkimKeyFile: string | null;
  /** What each worker is held to; without it, nothing but the machine. */
  share?: { shares: CpuShares; cores: number };
  /** A database with `readers` daily readers and nothing sent, of which a copy is used. */
  from: string;
  readers: number;
};

/** A digest may take half a second a reader and two minutes more before it counts as hanging. */
const patienceMs = (readers: number) => 120_000 + readers * 500;

/**
 * One digest through real worker processes and a real mail server, from the trigger until it is finished. Rejects when
 * anybody was missed.
 */
export async function runDigest(server: BenchServer, options: DigestRunOptions): Promise<DigestRun> {
  const { readers, from } = options;
  const database = `${from}_run`;
  await server.drop(database);
  const databaseUrl = await server.create(database, from);
  const running = server.scope();
  try {
    const sink = await startSink(running, { latencyMs: options.latencyMs });
    const settings = {
      databaseUrl,
      home: server.home,
      smtpPort: sink.port,
      dkimKeyFile: options.dkimKeyFile,
    };
    const service = await openHere(running, settings);
    const workers = await Promise.all(
      Array.from({ length: options.workers }, () => startWorker(running, settings)),
    );
    await warmUp(service);
    for (const { pid } of workers) await options.share?.shares.limit(pid ?? 0, options.share.cores);
    await server.settle();
    await sink.reset();
    const commitsBefore = await server.commits(database);
    const before = await server.usage();
    const processors = () => workers.reduce((sum, { pid }) => sum + processorTime(pid ?? 0), 0);
    const processorsBefore = processors();
    const start = performance.now();
    const { id } = await triggerDigest(service.deps, { origin: 'command', cadence: 'daily' });
    const connections = await untilFinished(service, id, {
      readers,
      sent: async () => (await sink.report()).messages,
      connections: () => server.connections(database),
    });
    const wallMs = performance.now() - start;
    const processorMs = processors() - processorsBefore;
    const after = await server.usage();
    const { bytes } = await sink.report();
    // Connections that are closed have said all their commits.
    await running.disposeAsync();
    const commits = (await server.commits(database)) - commitsBefore;
    return {
      messages: readers,
      wallMs,
      processorMs,
      bytes,
      database: {
        processorMs: after.processorMs - before.processorMs,
        walBytes: after.walBytes - before.walBytes,
        wholePages: after.wholePages - before.wholePages,
        commits,
        connections,
      },
      delivery: await deliveryTable(server, databaseUrl),
    };
  } finally {
    await running.disposeAsync();
    await server.drop(database);
  }
}

/**
 * One mail through the workers, to the only weekly reader, so that their start and first compilation are not measured.
 */
export async function warmUp({ deps }: Pick<Service, 'deps'>): Promise<void> {
  const { id } = await triggerDigest(deps, { origin: 'command', cadence: 'weekly' });
  for (const deadline = Date.now() + 60_000; ; await wait(50)) {
    if (hasEnded(await digestProgress(deps, id))) return;
    if (Date.now() > deadline) throw new Error('a worker did not send the first mail within a minute');
  }
}

/** Resolves with the connections to the database in mid-digest. The sink is asked often, the database seldom. */
export async function untilFinished(
  { deps }: Service,
  id: number,
  asked: { readers: number; sent(): Promise<number>; connections(): Promise<number> },
): Promise<number> {
  let connections = 0;
  const deadline = Date.now() + patienceMs(asked.readers);
  for (let round = 1; ; round++) {
    await wait(25);
    const sent = await asked.sent();
    if (connections === 0 && sent > asked.readers / 2) connections = await asked.connections();
    if (sent < asked.readers && round % 200 !== 0) continue;
    const progress = await digestProgress(deps, id);
    if (hasEnded(progress)) {
      if (progress.counts.sent === asked.readers && sent === asked.readers) return connections;
      throw new Error(
        `of ${asked.readers} readers the ledger has ${JSON.stringify(progress.counts)} and the mail server ${sent} messages`,
      );
    }
    if (Date.now() > deadline)
      throw new Error(`a digest hangs: ${progress.status}, ${JSON.stringify(progress.counts)}`);
  }
}

async function deliveryTable(server: BenchServer, url: string): Promise<DigestRun['delivery']> {
  return await onDatabase(url, async (client) => {
    const { rows } = await client.query<{ bytes: string; selections: string; hot: number }>(
      `SELECT pg_total_relation_size('delivery') AS bytes,
         (SELECT n_tup_hot_upd::float8 / n_tup_upd FROM pg_stat_user_tables WHERE relname = 'delivery') AS hot,
         (SELECT count(DISTINCT paper_ids) FROM delivery) AS selections`,
    );
    const before = await server.usage();
    await client.query('VACUUM delivery');
    const after = await server.usage();
    return {
      bytes: Number(rows[0]?.bytes),
      vacuumMs: after.processorMs - before.processorMs,
      selections: Number(rows[0]?.selections),
      hotShare: Number(rows[0]?.hot),
    };
  });
}
