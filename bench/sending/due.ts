import type { Deps } from '../../src/app/deps.ts';
import { unstoredDigest } from '../../src/app/digests/planning/count-audience.ts';
import { type BenchServer, onDatabase, startBenchServer } from '../bench-server.ts';
import { type BenchResult, type BenchRun, compared, type Facts, median } from '../result.ts';
import { openHere } from '../service.ts';
import { addReaders, makeCatalogue } from './made-readers.ts';

const catalogue = 'catalogue';
/** As many as are due in a minute when a million are spread over a day. */
const dueNow = 700;
/** As planning takes them (app/digests/plan-digest.ts). */
const chunk = 500;
const runs = 60;
const baselineRuns = 10;

type Timing = { cadencesMs: number; chunkMs: number };
type Measured = { notDue: number; indexed: Timing; scanned: Timing };

/**
 * Finding who is due in a minute, as the scheduler and planning do: which cadences are due, and the first chunk of a
 * slot's audience. Always as many are due; `size` or a tenth of that are not. Baseline: the same without the index.
 */
export async function benchDue({ size = 1_000_000, stack, say }: BenchRun): Promise<BenchResult> {
  const server = await startBenchServer(stack);
  await makeCatalogue(server, catalogue, 300);
  const few = await measure(server, Math.round(size / 10), say);
  const many = await measure(server, size, say);
  const both = ({ cadencesMs, chunkMs }: Timing) => cadencesMs + chunkMs;
  return {
    bench: 'due',
    about: `${dueNow} due in a minute, ${few.notDue} and ${many.notDue} not due; medians of ${runs} runs`,
    measures: [
      compared(
        'which cadences are due, ten times as many not due',
        'ms',
        { ours: many.indexed.cadencesMs, baseline: few.indexed.cadencesMs },
        { atMost: 1.5 },
      ),
      compared(
        `the same and the first ${chunk} of the due, ten times as many not due`,
        'ms',
        { ours: both(many.indexed), baseline: both(few.indexed) },
        { atMost: 1.5 },
      ),
      ...[few, many].flatMap(({ notDue, indexed, scanned }) => [
        compared(`which cadences are due, ${notDue} not due`, 'ms', {
          ours: indexed.cadencesMs,
          baseline: scanned.cadencesMs,
        }),
        compared(`first ${chunk} of the due, ${notDue} not due`, 'ms', {
          ours: indexed.chunkMs,
          baseline: scanned.chunkMs,
        }),
      ]),
    ],
    facts: { ...shares(few), ...shares(many), ...server.facts },
  };
}

function shares({ notDue, indexed, scanned }: Measured): Facts {
  return {
    [`${notDue} not due: time to find the due, ms`]: indexed.cadencesMs + indexed.chunkMs,
    [`${notDue} not due: the same without the index, ms`]: scanned.cadencesMs + scanned.chunkMs,
  };
}

async function measure(server: BenchServer, notDue: number, say: (words: string) => void): Promise<Measured> {
  const database = `due_${notDue}`;
  say(`due: making ${notDue} subscribers`);
  const url = await server.create(database, catalogue);
  const slot = new Date(Math.floor(Date.now() / 60_000) * 60_000);
  await onDatabase(url, async (client) => {
    await addReaders(client, { name: 'reader', count: notDue + dueNow });
    // Over the day that follows the slot, but for some, spread over all ids, who are due.
    await client.query(
      `UPDATE subscriber SET next_due_at = $1::timestamptz + (1 + (hashint4(id) & 2147483647) % 1439) * interval '1 minute'
       WHERE cadence = 'daily'`,
      [slot],
    );
    await client.query(
      `UPDATE subscriber SET next_due_at = $1 WHERE id IN (
         SELECT id FROM subscriber WHERE cadence = 'daily' ORDER BY hashint4(id), id LIMIT $2)`,
      [slot, dueNow],
    );
    await client.query('VACUUM (FULL, ANALYZE) subscriber');
    const { rows } = await client.query<{ due: number }>(
      'SELECT count(*)::int AS due FROM subscriber WHERE next_due_at <= $1',
      [slot],
    );
    if (rows[0]?.due !== dueNow) throw new Error(`${rows[0]?.due} are due instead of ${dueNow}`);
  });
  await server.settle();
  await using stack = server.scope();
  const { deps } = await openHere(stack, {
    databaseUrl: url,
    home: server.home,
    smtpPort: 9,
    dkimKeyFile: null,
  });
  say(`due: ${runs} runs among ${notDue}`);
  const indexed = await timeBoth(deps, slot, runs);
  say(`due: ${baselineRuns} runs without the index`);
  await dropDueIndexes(url);
  const scanned = await timeBoth(deps, slot, baselineRuns);
  await stack.disposeAsync();
  await server.drop(database);
  return { notDue, indexed, scanned };
}

async function timeBoth({ stores }: Pick<Deps, 'stores'>, slot: Date, times: number): Promise<Timing> {
  const digest = unstoredDigest({
    origin: 'schedule',
    cadence: 'daily',
    slot,
    asOf: slot,
    topicIds: [],
    subscriberIds: [],
    targeted: false,
    createdAt: slot,
  });
  const timed = { cadences: [] as number[], chunk: [] as number[] };
  for (let turn = 0; turn < times; turn++) {
    const start = performance.now();
    const cadences = await stores.digests.dueCadences(slot);
    const between = performance.now();
    const members = await stores.digests.nextAudience(digest, chunk);
    timed.chunk.push(performance.now() - between);
    timed.cadences.push(between - start);
    if (cadences.join() !== 'daily' || members.length !== chunk)
      throw new Error(`found ${members.length} due of ${cadences.join()} instead of ${chunk} of daily`);
  }
  return { cadencesMs: median(timed.cadences), chunkMs: median(timed.chunk) };
}

/** Drops every index that due times are in. */
async function dropDueIndexes(url: string): Promise<void> {
  await onDatabase(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT indexrelid::regclass::text AS name FROM pg_index
       WHERE indrelid = 'subscriber'::regclass AND pg_get_indexdef(indexrelid) LIKE '%next_due_at%'`,
    );
    if (rows.length === 0) throw new Error('there is no index of due times');
    for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  });
}
