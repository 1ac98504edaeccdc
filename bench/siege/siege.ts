import { setTimeout as wait } from 'node:timers/promises';
import { digestProgress, hasEnded } from '../../src/app/digests/digest-progress.ts';
import { triggerDigest } from '../../src/app/digests/trigger-digest.ts';
import { type BenchServer, onDatabase, startBenchServer } from '../bench-server.ts';
import { nextMessage, startProgram } from '../child.ts';
import { peakMemoryMb, processorTime } from '../processor-time.ts';
import {
  type BenchResult,
  type BenchRun,
  beside,
  bounded,
  compared,
  type Facts,
  type Measure,
  percentile,
} from '../result.ts';
import { warmUp } from '../sending/digest-run.ts';
import { addReaders, makeCatalogue } from '../sending/made-readers.ts';
import { type Sink, startSink } from '../sending/sink-process.ts';
import { freePort, openHere, type Settings, startServing } from '../service.ts';
import type { HonestInput, HonestOrder, HonestReport } from './honest.ts';
import type { HostileOrder, HostileReport } from './hostile.ts';
import { type Target, weapons } from './weapons.ts';

const papers = 3_000;
const catalogue = 'catalogue';
const seeded = 'readers';
const seconds = 60;
/** Until the papers are indexed, pages are kept and code is compiled: each page is asked for twice. */
const warmUpSeconds = 20;
const honestASecond = 20;
const secretKey = 'the key of a benchmark, long enough';

type Phase = {
  honest: HonestReport;
  hostile: HostileReport;
  missed: number;
  memoryMb: number;
  busy: number;
  digestMs: number;
};

/**
 * One process of everything, twice for a minute: honest people ask for pages, search and subscribe, and a digest of
 * `size` readers is sent; the second time twenty clients beside them try what stops services like this one. Baseline:
 * the minute without those.
 */
export async function benchSiege({ size: readers = 2_000, stack, say }: BenchRun): Promise<BenchResult> {
  const server = await startBenchServer(stack);
  say(`siege: ${papers} papers, ${readers} readers`);
  await makeCatalogue(server, catalogue, papers);
  await onDatabase(await server.create(seeded, catalogue), async (client) => {
    await addReaders(client, { name: 'reader', count: readers, leastTopics: 2 });
    await client.query('VACUUM ANALYZE');
  });
  const calm = await phase(server, { readers, besieged: false, say });
  const besieged = await phase(server, { readers, besieged: true, say });
  return {
    bench: 'siege',
    about: `${seconds} s of ${honestASecond} honest requests a second and a digest of ${readers}, and the same with ${weapons.length} hostile clients beside them`,
    measures: measuresOf(calm, besieged),
    facts: { ...factsOf(calm, besieged), ...server.facts },
  };
}

async function phase(
  server: BenchServer,
  { readers, besieged, say }: { readers: number; besieged: boolean; say(words: string): void },
): Promise<Phase> {
  const running = server.scope();
  const database = `${seeded}_run`;
  await server.drop(database);
  try {
    const databaseUrl = await server.create(database, seeded);
    const sink = await startSink(running, { latencyMs: 0 });
    const smtpPort = await freePort();
    const settings: Settings = {
      databaseUrl,
      home: server.home,
      smtpPort: sink.port,
      dkimKeyFile: null,
      more: {
        SECRET_KEY: secretKey,
        BOUNCE_DOMAIN: 'bounce.example.org',
        BOUNCE_PORT: String(smtpPort),
        BOUNCE_HOST: '127.0.0.1',
      },
    };
    const service = await openHere(running, settings);
    const { child, url } = await startServing(running, settings, 'all');
    const port = Number(new URL(url).port);
    await warmUp(service);
    const slugs = await onDatabase(databaseUrl, async (client) => {
      const { rows } = await client.query<{ slug: string }>('SELECT slug FROM topic ORDER BY position');
      return rows.map(({ slug }) => slug);
    });
    const honest = startProgram(running, 'siege/honest.ts', {
      port,
      aSecond: honestASecond,
      topics: slugs,
      turns: ['pages', 'pages', 'searches', 'pages', 'pages', 'pages', 'pages'],
      kinds: {
        pages: [
          '/',
          '/topics',
          ...slugs.slice(0, 40).map((slug) => `/topics/${slug}`),
          ...Array.from({ length: 100 }, (_, i) => `/papers/${i + 1}`),
        ],
        searches: ['sparse', 'robust policies', 'noisy data', 'scale tasks', 'cat:cs.LG learn'].map(
          (words) => `/?q=${encodeURIComponent(words)}`,
        ),
      },
    } satisfies HonestInput);
    await nextMessage(honest);
    const returnPaths = Array.from(
      { length: 50 },
      (_, i) => service.deps.returnPaths.of({ kind: 'digest', deliveryId: String(i + 1) }) ?? '',
    );
    const hostile = startProgram(running, 'siege/hostile.ts', {
      port,
      smtpPort,
      returnPaths,
      slugs,
    } satisfies Target);
    await nextMessage(hostile);
    const words = besieged ? 'siege: besieged' : 'siege: in peace';
    say(`${words}, warming up`);
    await askHonest(honest, { seconds: warmUpSeconds });
    await server.settle();
    await sink.reset();
    say(words);
    const before = processorTime(child.pid ?? 0);
    if (besieged) await order(hostile, 'begin');
    const start = performance.now();
    const { id } = await triggerDigest(service.deps, { origin: 'command', cadence: 'daily' });
    const [report, digestMs] = await Promise.all([
      askHonest(honest, { seconds }),
      untilEnded(service, id).then(() => performance.now() - start),
    ]);
    const wallMs = performance.now() - start;
    const busy = (processorTime(child.pid ?? 0) - before) / wallMs;
    const hostileReport = besieged ? await order<HostileReport>(hostile, 'end') : {};
    return {
      honest: report,
      hostile: hostileReport,
      missed: await missedOf(service, { id, readers, sink }),
      memoryMb: peakMemoryMb(child.pid ?? 0),
      busy,
      digestMs,
    };
  } finally {
    await running.disposeAsync();
    await server.drop(database);
  }
}

async function askHonest(child: ReturnType<typeof startProgram>, input: HonestOrder): Promise<HonestReport> {
  const answer = nextMessage<HonestReport>(child);
  child.send(input);
  return await answer;
}

async function order<T>(child: ReturnType<typeof startProgram>, words: HostileOrder): Promise<T> {
  const answer = nextMessage<T>(child);
  child.send(words);
  return await answer;
}

async function untilEnded({ deps }: Awaited<ReturnType<typeof openHere>>, id: number): Promise<void> {
  for (
    const deadline = Date.now() + 10 * 60_000;
    !hasEnded(await digestProgress(deps, id));
    await wait(500)
  ) {
    if (Date.now() > deadline) throw new Error('the digest does not end');
  }
}

/** Readers to whom the ledger or the mail server says nothing was sent. */
async function missedOf(
  { deps }: Awaited<ReturnType<typeof openHere>>,
  { id, readers, sink }: { id: number; readers: number; sink: Sink },
): Promise<number> {
  const { counts } = await digestProgress(deps, id);
  return readers - Math.min(counts.sent, (await sink.report()).messages);
}

function measuresOf(calm: Phase, besieged: Phase): Measure[] {
  const kinds = Object.keys(calm.honest);
  const timesOf = ({ honest }: Phase, kind: string | null) =>
    kind === null ? kinds.flatMap((one) => honest[one]?.times ?? []) : (honest[kind]?.times ?? []);
  const refused = ({ honest }: Phase) =>
    Object.values(honest)
      .flatMap(({ statuses }) => Object.entries(statuses))
      .reduce((sum, [status, count]) => (/^[234]/.test(status) ? sum : sum + count), 0);
  const p99 = (kind: string | null, target: { atMost?: number }) =>
    compared(
      `honest ${kind ?? 'requests'}, 99th percentile`,
      'ms',
      { ours: percentile(timesOf(besieged, kind), 0.99), baseline: percentile(timesOf(calm, kind), 0.99) },
      target,
    );
  return [
    p99(null, { atMost: 5 }),
    ...kinds.map((kind) => p99(kind, {})),
    beside(
      'honest requests answered 5xx or not at all',
      '',
      { ours: refused(besieged), baseline: refused(calm) },
      { atMost: 0 },
    ),
    bounded('readers missed by the digest', '', besieged.missed, { atMost: 0 }),
    beside(
      'peak memory of the process',
      'MB',
      { ours: besieged.memoryMb, baseline: calm.memoryMb },
      { atMost: 600 },
    ),
    beside('the digest, from the trigger to its end', 's', {
      ours: besieged.digestMs / 1000,
      baseline: calm.digestMs / 1000,
    }),
  ];
}

function factsOf(calm: Phase, besieged: Phase): Facts {
  const told = (statuses: Record<string, number>) =>
    Object.entries(statuses)
      .map(([status, count]) => `${status} × ${count}`)
      .join(', ');
  return {
    'processor of the process, share of a core, in peace': calm.busy,
    'processor of the process, share of a core, besieged': besieged.busy,
    ...Object.fromEntries(
      Object.entries(besieged.honest).map(([kind, { statuses }]) => [
        `honest ${kind}, besieged`,
        told(statuses),
      ]),
    ),
    ...Object.fromEntries(Object.entries(besieged.hostile).map(([kind, statuses]) => [kind, told(statuses)])),
  };
}
