import { planDigest, planRanges } from '../../src/app/digests/planning/plan-digest.ts';
import { programInput, tell } from '../child.ts';
import { peakMemoryMb } from '../processor-time.ts';
import { openHere, type Settings } from '../service.ts';

// Plans one digest, alone or with others of its kind, as soon as it is told to: by then it is held to its share.

export type FellowInput = Settings & { digestId: number };
export type FellowReport = { processorMs: number; peakMemoryMb: number };

const { digestId, ...settings } = programInput<FellowInput>();
await using stack = new AsyncDisposableStack();
const { deps } = await openHere(stack, settings);
const told = new Promise((resolve) => process.once('message', resolve));
await tell({ ready: true });
await told;
const before = process.cpuUsage();
await planDigest(deps, digestId);
await planRanges(deps, digestId);
const { user, system } = process.cpuUsage(before);
await tell({
  processorMs: (user + system) / 1000,
  peakMemoryMb: peakMemoryMb(),
} satisfies FellowReport);
await stack.disposeAsync();
process.disconnect();
