import { setTimeout as wait } from 'node:timers/promises';
import { controlDigest } from '../../src/app/digests/control-digest.ts';
import { digestProgress } from '../../src/app/digests/digest-progress.ts';
import { triggerDigest } from '../../src/app/digests/trigger-digest.ts';
import { type BenchServer, onDatabase, startBenchServer } from '../bench-server.ts';
import { nextMessage, startProgram } from '../child.ts';
import { type CpuShares, openCpuShares } from '../cpu-share.ts';
import { type BenchResult, type BenchRun, bounded, compared, type Facts, type Measure } from '../result.ts';
import { openHere, startWorker } from '../service.ts';
import { warmUp } from './digest-run.ts';
import type { FellowInput, FellowReport } from './fellow-planner.ts';
import { addReaders, makeCatalogue } from './made-readers.ts';
import type { PlannerInput, PlannerReport } from './planner.ts';
import { startSink } from './sink-process.ts';

const papers = 3_000;
const catalogue = 'catalogue';
const firstMailPatienceMs = 120_000;
/** What each of several planners is held to, so that the cores of the machine are not what is measured. */
const planningCores = 0.5;

/** What was measured with one number of subscribers. */
type Planned = PlannerReport & {
  subscribers: number;
  databaseMs: number;
  walBytes: number;
  /** Of `delivery` with its indexes. */
  bytes: number;
  /** Of the waiting jobs with their indexes. */
  jobBytes: number;
  plainInsertMs: number;
  firstMailMs: number;
  /** By so many planners, each with its share of a core. */
  byOne: Together;
  byTwo: Together;
};
type Together = { wallMs: number; processorMs: number; peakMemoryMb: number };

/**
 * Freezing the audience of a digest into deliveries, for `size` subscribers and for a tenth of them, in a process that
 * sends nothing; by two such processes beside one, each with half a core; and how soon the first mail leaves when a
 * worker runs. Baseline: the same rows by one `INSERT … SELECT`.
 */
export async function benchPlan({ size = 1_000_000, stack, say }: BenchRun): Promise<BenchResult> {
  const server = await startBenchServer(stack);
  const shares = await openCpuShares(stack);
  await makeCatalogue(server, catalogue, papers);
  const few = await measure(server, shares, Math.round(size / 10), say);
  const many = await measure(server, shares, size, say);
  const topics = await onDatabase(server.urlOf(catalogue), async (client) => {
    const { rows } = await client.query<{ count: string }>(
      'SELECT count(DISTINCT topic_id) FROM paper_topic',
    );
    return Number(rows[0]?.count);
  });
  return {
    bench: 'plan',
    about: `${few.subscribers} and ${many.subscribers} subscribers over ${topics} topics, ${papers} papers`,
    measures: [
      compared(
        'time to plan, ten times the subscribers',
        's',
        { ours: many.planMs / 1000, baseline: few.planMs / 1000 },
        { atMost: 11 },
      ),
      ...[few, many].map(
        ({ subscribers, byOne, byTwo }): Measure =>
          compared(
            `planned a second of ${subscribers}, two planners to one, each with ${planningCores} of a core`,
            '/s',
            { ours: (subscribers / byTwo.wallMs) * 1000, baseline: (subscribers / byOne.wallMs) * 1000 },
            subscribers === many.subscribers ? { atLeast: 1.7 } : {},
          ),
      ),
      bounded('peak memory of the planning process', 'MB', many.peakMemoryMb, { atMost: 300 }),
      bounded('peak memory of each of two planning processes', 'MB', many.byTwo.peakMemoryMb, {
        atMost: 250,
      }),
      bounded('trigger', 'ms', Math.max(...many.triggerMs, ...few.triggerMs), { atMost: 200 }),
      bounded('first mail after the trigger', 'ms', many.firstMailMs, { atMost: 2_000 }),
      ...[few, many].map(
        ({ subscribers, planMs, plainInsertMs }): Measure =>
          compared(`time to plan ${subscribers}, to a plain INSERT … SELECT`, 's', {
            ours: planMs / 1000,
            baseline: plainInsertMs / 1000,
          }),
      ),
    ],
    facts: { ...unitCosts(few), ...unitCosts(many), 'shares of a core by': shares.how, ...server.facts },
  };
}

function unitCosts(planned: Planned): Facts {
  const { subscribers } = planned;
  const facts: Facts = {
    'deliveries with ten papers': planned.deliveriesWithTen,
    'planned a second': (subscribers / planned.planMs) * 1000,
    'CPU of the planner a reader, ms': planned.processorMs / subscribers,
    'CPU of PostgreSQL a reader, ms': planned.databaseMs / subscribers,
    'WAL a reader, bytes': planned.walBytes / subscribers,
    'delivery with its indexes, bytes a row': planned.bytes / subscribers,
    'jobs, bytes a reader': planned.jobBytes / subscribers,
    'peak memory, MB': planned.peakMemoryMb,
    'peak memory before planning, MB': planned.memoryBeforeMb,
    'live heap after planning, MB': planned.liveHeapMb,
    'slowest of five triggers, ms': Math.max(...planned.triggerMs),
    'first mail after the trigger, ms': planned.firstMailMs,
    'CPU of two planners a reader, ms': planned.byTwo.processorMs / subscribers,
  };
  return Object.fromEntries(
    Object.entries(facts).map(([fact, value]) => [`${subscribers} subscribers: ${fact}`, value]),
  );
}

async function measure(
  server: BenchServer,
  shares: CpuShares,
  subscribers: number,
  say: (words: string) => void,
): Promise<Planned> {
  const database = `subscribers_${subscribers}`;
  say(`plan: making ${subscribers} subscribers`);
  const url = await server.create(database, catalogue);
  await onDatabase(url, async (client) => {
    await addReaders(client, { name: 'reader', count: subscribers });
    await client.query('VACUUM ANALYZE');
  });
  say(`plan: the first mail among ${subscribers}`);
  const firstMailMs = await firstMail(server, database);
  const together = async (planners: number) => {
    say(`plan: planning ${subscribers}, ${planners} with ${planningCores} of a core each`);
    return await planTogether(server, { shares, from: database, planners, subscribers });
  };
  const byOne = await together(1);
  const byTwo = await together(2);
  say(`plan: planning ${subscribers}`);
  await server.settle();
  const before = await server.usage();
  const planned = await plan(server, url);
  const after = await server.usage();
  const sizes = await onDatabase(url, async (client) => {
    const { rows } = await client.query<{ delivery: string; job: string }>(
      `SELECT pg_total_relation_size('delivery') AS delivery,
         (SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c
          WHERE c.relkind = 'r' AND c.relnamespace = 'pgboss'::regnamespace AND c.relname LIKE 'j%') AS job`,
    );
    return { bytes: Number(rows[0]?.delivery), jobBytes: Number(rows[0]?.job) };
  });
  say(`plan: the same ${subscribers} rows by INSERT … SELECT`);
  await server.settle();
  const plainInsertMs = await plainInsert(url, planned);
  await server.drop(database);
  return {
    ...planned,
    ...sizes,
    subscribers,
    databaseMs: after.processorMs - before.processorMs,
    walBytes: after.walBytes - before.walBytes,
    plainInsertMs,
    firstMailMs,
    byOne,
    byTwo,
  };
}

/** Milliseconds from the trigger to the first mail that a server has taken, on a copy of the database. */
async function firstMail(server: BenchServer, from: string): Promise<number> {
  const database = `${from}_mail`;
  const databaseUrl = await server.create(database, from);
  const stack = server.scope();
  try {
    const sink = await startSink(stack, { latencyMs: 0 });
    const settings = { databaseUrl, home: server.home, smtpPort: sink.port, dkimKeyFile: null };
    const { deps } = await openHere(stack, settings);
    await startWorker(stack, settings);
    await warmUp({ deps });
    await server.settle();
    await sink.reset();
    const triggered = Date.now();
    const { id } = await triggerDigest(deps, { origin: 'command', cadence: 'daily' });
    let { firstAt } = await sink.report();
    while (firstAt === null) {
      if (Date.now() - triggered > firstMailPatienceMs) throw new Error('no first mail in two minutes');
      await wait(10);
      firstAt = (await sink.report()).firstAt;
    }
    await controlDigest(deps, id, 'cancel');
    return firstAt - triggered;
  } finally {
    await stack.disposeAsync();
    await server.drop(database);
  }
}

/** One digest by several planners at once, each held to its share of a core, on a copy of the database. */
async function planTogether(
  server: BenchServer,
  given: { shares: CpuShares; from: string; planners: number; subscribers: number },
): Promise<Together> {
  const database = `${given.from}_together`;
  const databaseUrl = await server.create(database, given.from);
  const stack = server.scope();
  try {
    const settings = { databaseUrl, home: server.home, smtpPort: 9, dkimKeyFile: null };
    const { deps } = await openHere(stack, settings);
    const { id: digestId } = await triggerDigest(deps, { origin: 'command', cadence: 'daily' });
    const input: FellowInput = { ...settings, digestId };
    const fellows = Array.from({ length: given.planners }, () =>
      startProgram(stack, 'sending/fellow-planner.ts', input),
    );
    await Promise.all(fellows.map((fellow) => nextMessage(fellow)));
    for (const { pid } of fellows) await given.shares.limit(pid ?? 0, planningCores);
    await server.settle();
    const start = performance.now();
    const reports = await Promise.all(
      fellows.map((fellow) => {
        const report = nextMessage<FellowReport>(fellow);
        fellow.send({ go: true });
        return report;
      }),
    );
    const wallMs = performance.now() - start;
    const { status, counts } = await digestProgress(deps, digestId);
    if (status !== 'sending' || counts.queued !== given.subscribers)
      throw new Error(`planning left the digest ${status} with ${JSON.stringify(counts)}`);
    return {
      wallMs,
      processorMs: reports.reduce((sum, { processorMs }) => sum + processorMs, 0),
      peakMemoryMb: Math.max(...reports.map(({ peakMemoryMb }) => peakMemoryMb)),
    };
  } finally {
    await stack.disposeAsync();
    await server.drop(database);
  }
}

async function plan(server: BenchServer, databaseUrl: string): Promise<PlannerReport> {
  await using stack = server.scope();
  const input: PlannerInput = { databaseUrl, home: server.home, smtpPort: 9, dkimKeyFile: null };
  return await nextMessage<PlannerReport>(startProgram(stack, 'sending/planner.ts', input));
}

/** The rows of one digest once more, for another one, in milliseconds. */
async function plainInsert(
  url: string,
  { digestId, otherDigestId }: Pick<PlannerReport, 'digestId' | 'otherDigestId'>,
): Promise<number> {
  return await onDatabase(url, async (client) => {
    const start = performance.now();
    await client.query(
      `INSERT INTO delivery (digest_id, subscriber_id, state, paper_ids, subject_ids)
       SELECT $1, subscriber_id, state, paper_ids, subject_ids FROM delivery WHERE digest_id = $2`,
      [otherDigestId, digestId],
    );
    return performance.now() - start;
  });
}
