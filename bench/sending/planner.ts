import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { controlDigest } from '../../src/app/digests/control-digest.ts';
import { digestProgress } from '../../src/app/digests/digest-progress.ts';
import { planDigest, planRanges } from '../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../src/app/digests/trigger-digest.ts';
import { onDatabase } from '../bench-server.ts';
import { programInput, tell } from '../child.ts';
import { peakMemoryMb } from '../processor-time.ts';
import { openHere, type Settings } from '../service.ts';

// Plans one digest to all subscribers and sends nothing: a process of its own, so that its memory is planning's alone.

export type PlannerInput = Settings;
export type PlannerReport = {
  /** Of each of some triggers; all digests but the last were cancelled at once. */
  triggerMs: number[];
  planMs: number;
  processorMs: number;
  /** From the process's start to the end of planning, and up to its beginning. */
  peakMemoryMb: number;
  memoryBeforeMb: number;
  /** What is still referred to after planning: it shows whether anything grows with the audience. */
  liveHeapMb: number;
  deliveriesWithTen: number;
  digestId: number;
  /** A cancelled digest without deliveries. */
  otherDigestId: number;
};

const triggers = 5;

/** Of this process after a full garbage collection. */
function liveHeap(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

const settings = programInput<PlannerInput>();
await using stack = new AsyncDisposableStack();
const { deps } = await openHere(stack, settings);
const triggerMs: number[] = [];
const digests: number[] = [];
for (let turn = 0; turn < triggers; turn++) {
  const start = performance.now();
  const { id } = await triggerDigest(deps, { origin: 'command' });
  triggerMs.push(performance.now() - start);
  digests.push(id);
  if (turn < triggers - 1) await controlDigest(deps, id, 'cancel');
}
const [otherDigestId = 0] = digests;
const digestId = digests.at(-1) ?? 0;

const memoryBefore = peakMemoryMb();
const processorBefore = process.cpuUsage();
const start = performance.now();
await planDigest(deps, digestId);
await planRanges(deps, digestId);
const planMs = performance.now() - start;
const { user, system } = process.cpuUsage(processorBefore);
const memory = peakMemoryMb();
const { status, counts } = await digestProgress(deps, digestId);
if (status !== 'sending' || counts.queued !== counts.audience)
  throw new Error(`planning left the digest ${status} with ${JSON.stringify(counts)}`);
const deliveriesWithTen = await onDatabase(settings.databaseUrl, async (client) => {
  const { rows } = await client.query<{ count: string }>(
    'SELECT count(*) FROM delivery WHERE digest_id = $1 AND cardinality(paper_ids) = 10',
    [digestId],
  );
  return Number(rows[0]?.count);
});
await tell({
  triggerMs,
  planMs,
  processorMs: (user + system) / 1000,
  peakMemoryMb: memory,
  memoryBeforeMb: memoryBefore,
  liveHeapMb: liveHeap(),
  deliveriesWithTen,
  digestId,
  otherDigestId,
} satisfies PlannerReport);
await stack.disposeAsync();
process.disconnect();
