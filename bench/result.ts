import { cpus, totalmem } from 'node:os';

/**
 * One line of a result. `baseline` is measured in the same run, null where there is nothing to compare with; `ratio` is
 * ours to the baseline. `met` is null without a target.
 */
export type Measure = {
  name: string;
  unit: string;
  ours: number;
  baseline: number | null;
  ratio: number | null;
  target: string | null;
  met: boolean | null;
};

export type Facts = Record<string, number | string>;

/** `mustHold`: one that misses a target has failed. */
export type BenchResult = {
  bench: string;
  about: string;
  measures: Measure[];
  facts: Facts;
  mustHold?: boolean;
};

/** What a benchmark is given. */
export type BenchRun = {
  /** Readers or subscribers; undefined: the benchmark's own size. */
  size: number | undefined;
  /** A folder (or, of search-relevance, a file) of data to measure by; undefined: the benchmark's own. */
  data: string | undefined;
  /** Whether bounces are judged, too, by what hosts other than their own could have taught. */
  leaveOut: boolean;
  /** What is put here is undone at the end, whatever the end is. */
  stack: AsyncDisposableStack;
  /** What is put here is undone when the last benchmark of this run has ended. */
  shared: AsyncDisposableStack;
  /** Says how far it is; not part of the result. */
  say(words: string): void;
};

export type Bench = (run: BenchRun) => Promise<BenchResult>;

/** Ours beside its baseline; the target is a bound of the ratio. */
export function compared(
  name: string,
  unit: string,
  values: { ours: number; baseline: number },
  target: { atMost?: number; atLeast?: number } = {},
): Measure {
  const ratio = values.ours / values.baseline;
  return { name, unit, ...values, ratio, ...judged(ratio, target, 'ratio') };
}

/** As `compared`, where the target is a bound of our own figure; without a ratio to a baseline of nothing. */
export function beside(
  name: string,
  unit: string,
  values: { ours: number; baseline: number },
  target: { atMost?: number; atLeast?: number } = {},
): Measure {
  const ratio = values.baseline === 0 ? null : values.ours / values.baseline;
  return { name, unit, ...values, ratio, ...judged(values.ours, target, unit) };
}

/** A figure with a bound of its own and no baseline. */
export function bounded(
  name: string,
  unit: string,
  ours: number,
  target: { atMost?: number; atLeast?: number },
): Measure {
  return { name, unit, ours, baseline: null, ratio: null, ...judged(ours, target, unit) };
}

function judged(
  value: number,
  { atMost, atLeast }: { atMost?: number; atLeast?: number },
  of: string,
): Pick<Measure, 'target' | 'met'> {
  if (atMost !== undefined) return { target: `${of} ≤ ${atMost}`, met: value <= atMost };
  if (atLeast !== undefined) return { target: `${of} ≥ ${atLeast}`, met: value >= atLeast };
  return { target: null, met: null };
}

/** What every figure depends on. */
export function machineFacts(): Facts {
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    'memory, GB': Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

/** Three significant digits, and no more of a whole number than it has. */
function inDigits(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** A result as lines for a terminal. */
export function inLines({ bench, about, measures, facts }: BenchResult): string[] {
  const lines = measures.map(({ name, unit, ours, baseline, ratio, target, met }) => {
    const against =
      baseline === null
        ? ''
        : `, baseline ${inDigits(baseline)} ${unit}${ratio === null ? '' : `, ratio ${ratio.toFixed(3)}`}`;
    const goal = target === null ? '' : `   [${target}: ${met === true ? 'met' : 'MISSED'}]`;
    return `  ${name}: ${inDigits(ours)} ${unit}${against}${goal}`;
  });
  const shown = Object.entries(facts).map(
    ([fact, value]) => `    ${fact}: ${typeof value === 'number' ? inDigits(value) : value}`,
  );
  return [`${bench}: ${about}`, ...lines, '  facts', ...shown];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The value that this share of them does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
