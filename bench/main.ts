import { parseArgs } from 'node:util';
import { benchBounces } from './bounces/bounces.ts';
import { benchEmbeddings } from './papers/embeddings.ts';
import { benchImportPapers } from './papers/import-papers.ts';
import { benchSearch } from './papers/search.ts';
import { benchSelect } from './papers/select.ts';
import { benchSimilar } from './papers/similar.ts';
import { benchTrending } from './papers/trending.ts';
import { benchRelevance } from './relevance/relevance.ts';
import { type Bench, type BenchResult, type BenchRun, inLines, machineFacts } from './result.ts';
import { benchRetention } from './retention/retention.ts';
import { benchSearchRelevance } from './search-relevance/search-relevance.ts';
import { benchDue } from './sending/due.ts';
import { benchFleet } from './sending/fleet.ts';
import { benchPlan } from './sending/plan.ts';
import { benchSend } from './sending/send.ts';
import { benchWatch } from './sending/watch.ts';
import { benchSiege } from './siege/siege.ts';
import { benchAnswerTimes } from './site/answer-times.ts';
import { benchHttp } from './site/http.ts';
import { benchSoak } from './soak/soak.ts';
import { benchImport } from './subscribers/import.ts';

const benches: Record<string, Bench> = {
  send: benchSend,
  fleet: benchFleet,
  plan: benchPlan,
  due: benchDue,
  trending: benchTrending,
  bounces: benchBounces,
  relevance: benchRelevance,
  select: benchSelect,
  similar: benchSimilar,
  embeddings: benchEmbeddings,
  watch: benchWatch,
  search: benchSearch,
  'search-relevance': benchSearchRelevance,
  http: benchHttp,
  import: benchImport,
  'import-papers': benchImportPapers,
  siege: benchSiege,
  'answer-times': benchAnswerTimes,
  retention: benchRetention,
  soak: benchSoak,
};
/** Takes so long that it is run by its name alone. */
const byName = ['soak'];
/** Far longer than any of them takes: what hangs is ended, and what it started with it. */
const patienceMs = 45 * 60_000;
const longPatienceMs = 4 * 60 * 60_000;
/** With so many readers or papers all of them take longer. */
const large = 1_000_000;

function readArguments(): {
  names: string[];
  size: number | undefined;
  data: string | undefined;
  leaveOut: boolean;
  json: boolean;
} {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      size: { type: 'string' },
      data: { type: 'string' },
      'leave-out': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const all = Object.keys(benches).filter((name) => !byName.includes(name));
  const names = positionals.length > 0 ? positionals : all;
  const unknown = names.filter((name) => !(name in benches));
  if (values.help === true || unknown.length > 0) {
    for (const name of unknown) console.error(`There is no benchmark ${name}.`);
    console.error(
      `npm run bench -- [${Object.keys(benches).join('|')}]… [--size N] [--data FOLDER-OR-FILE] [--leave-out] [--json]`,
    );
    process.exit(unknown.length > 0 ? 2 : 0);
  }
  const size = values.size === undefined ? undefined : Number(values.size);
  if (size !== undefined && (!Number.isInteger(size) || size < 100)) {
    console.error(
      '--size takes a whole number from 100: of readers, papers, addresses or what else it is measured with.',
    );
    process.exit(2);
  }
  const { data, json = false, 'leave-out': leaveOut = false } = values;
  return { names, size, data, leaveOut, json };
}

/** Runs one benchmark and undoes what it started: when it ends, fails, takes too long or is interrupted. */
async function runOne(
  bench: Bench,
  given: Pick<BenchRun, 'size' | 'data' | 'leaveOut' | 'shared'>,
  ended: AbortSignal,
): Promise<BenchResult> {
  const stack = new AsyncDisposableStack();
  const say = (words: string) => console.error(`… ${words}`);
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const patience = bench === benchSoak || (given.size ?? 0) >= large ? longPatienceMs : patienceMs;
  const signal = AbortSignal.any([ended, AbortSignal.timeout(patience)]);
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([bench({ ...given, stack, say }), stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
    await stack.disposeAsync();
  }
}

const { names, size, data, leaveOut, json } = readArguments();
if (process.platform !== 'linux') {
  console.error('The benchmarks read processor time from /proc, so they need Linux.');
  process.exit(1);
}
const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => interrupted.abort(new Error(`ended by ${name}`)));
}
const results: BenchResult[] = [];
const shared = new AsyncDisposableStack();
try {
  for (const name of names) {
    const bench = benches[name];
    if (bench === undefined) continue;
    const result = await runOne(bench, { size, data, leaveOut, shared }, interrupted.signal);
    const whole = { ...result, facts: { ...result.facts, ...machineFacts() } };
    results.push(whole);
    if (result.mustHold === true && result.measures.some(({ met }) => met === false)) process.exitCode = 1;
    if (!json) console.log(inLines(whole).join('\n'));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await shared.disposeAsync();
}
if (json) console.log(JSON.stringify(results, null, 2));
// What a broken-off benchmark still waits for must not keep the process.
process.exit();
