import { largest } from '../../src/adapters/embeddings/largest.ts';
import { openVectorTable } from '../../src/adapters/embeddings/vector-table.ts';
import { scaledQuery, scaledVector } from '../../src/domain/ranking/scaled-vector.ts';
import { seeded } from '../relevance/random.ts';
import { type BenchResult, type BenchRun, bounded, compared, median } from '../result.ts';

const dimensions = 768;
const themes = 500;
const queries = 60;
const baselineQueries = 15;
const warmUps = 5;
const found = 10;
/** As many as a search looks at. */
const looked = 200;
/** Vectors that are set at once, as they are read from the database. */
const page = 2_000;

/**
 * Comparing a search's vector with those of `size` papers of 768 numbers each, and finding the nearest 200. Baseline:
 * the same with numbers of 32 bits by a loop over a typed array, which is exact. Recall: the share of the ten nearest
 * by that, too.
 */
export async function benchEmbeddings({ size = 100_000, say }: BenchRun): Promise<BenchResult> {
  const random = seeded(7);
  const centres = Array.from({ length: themes }, () => direction(random));
  /** Near the centre of a theme: half of what it says is its own. */
  const made = () => {
    const centre = centres[Math.floor(random() * themes)] ?? [];
    const own = direction(random);
    return unit(centre.map((value, at) => value + (own[at] ?? 0)));
  };
  say(`embeddings: making ${size} vectors`);
  const exact = new Float32Array(size * dimensions);
  const table = openVectorTable();
  table.begin(dimensions);
  let settingMs = 0;
  for (let from = 0; from < size; from += page) {
    const rows = Array.from({ length: Math.min(page, size - from) }, made);
    for (const [at, row] of rows.entries()) exact.set(row, (from + at) * dimensions);
    const start = performance.now();
    const scaled = rows.flatMap((row) => scaledVector(row) ?? []);
    table.set({
      paperIds: rows.map((_, at) => from + at),
      scales: scaled.map(({ scale }) => scale),
      numbers: Buffer.concat(scaled.map((one) => Buffer.from(one.numbers.buffer))),
      revision: BigInt(from),
    });
    settingMs += performance.now() - start;
  }
  const asked = Array.from({ length: queries + warmUps }, made);
  const oursNow = (query: readonly number[]) => {
    const scaled = scaledQuery(query);
    if (scaled === null) throw new Error('a query has no direction');
    return table.compare(scaled).nearest(looked);
  };
  const exactly = (query: readonly number[]) => {
    const scores = new Float32Array(size);
    const wanted = Float32Array.from(query);
    for (let row = 0, at = 0; row < size; row++) {
      let sum = 0;
      for (let place = 0; place < dimensions; place++) sum += (wanted[place] ?? 0) * (exact[at++] ?? 0);
      scores[row] = sum;
    }
    return largest(scores, looked);
  };
  say(`embeddings: ${queries} searches`);
  const ours = timed(asked, oursNow);
  const few = asked.slice(0, baselineQueries + warmUps);
  const baseline = timed(few, exactly);
  const shares = few.map((_, at) => {
    const nearest = new Set(baseline.answers[at]?.slice(0, found));
    return (ours.answers[at] ?? []).slice(0, found).filter((id) => nearest.has(id)).length / found;
  });
  return {
    bench: 'embeddings',
    about: `the ${looked} nearest of ${size} vectors of ${dimensions} numbers, a byte each; ${queries} searches`,
    measures: [
      bounded('processor time of a search, median', 'ms', median(ours.times), { atMost: 50 }),
      bounded('processor time of a search, slowest', 'ms', Math.max(...ours.times), {}),
      compared('processor time of a search, median, to 32 bits a number in a loop', 'ms', {
        ours: median(ours.times),
        baseline: median(baseline.times),
      }),
      bounded('share of the ten nearest that is found', '', shares.reduce((a, b) => a + b) / shares.length, {
        atLeast: 0.95,
      }),
    ],
    facts: {
      'time by the clock, median and slowest, ms': `${median(ours.clock).toFixed(1)}, ${Math.max(...ours.clock).toFixed(1)} (baseline ${median(baseline.clock).toFixed(0)}, ${Math.max(...baseline.clock).toFixed(0)})`,
      'memory, MB': (size * dimensions) / 1e6,
      'memory of the baseline, MB': exact.byteLength / 1e6,
      'scaling and setting all vectors, ms': settingMs,
    },
  };
}

/** Processor time of this thread for each, without the first few; and time by the clock. */
function timed(asked: readonly number[][], search: (query: readonly number[]) => number[]) {
  const times: number[] = [];
  const clock: number[] = [];
  const answers: number[][] = [];
  for (const query of asked) {
    const [start, before] = [performance.now(), process.threadCpuUsage()];
    answers.push(search(query));
    clock.push(performance.now() - start);
    const { user, system } = process.threadCpuUsage(before);
    times.push((user + system) / 1_000);
  }
  return { times: times.slice(warmUps), clock: clock.slice(warmUps), answers };
}

function direction(random: () => number): number[] {
  // Sums of some numbers are near enough to a normal distribution.
  return unit(Array.from({ length: dimensions }, () => random() + random() + random() - 1.5));
}

function unit(values: readonly number[]): number[] {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}
