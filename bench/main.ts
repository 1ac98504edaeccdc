import { parseArgs } from 'node:util';
import { benchSend } from './send.ts';

/** One line of a result: ours beside its baseline, measured in the same run. */
export type Measure = { name: string; unit: string; ours: number; baseline: number; ratio: number };
export type BenchResult = {
  bench: string;
  about: string;
  measures: Measure[];
  facts: Record<string, number | string>;
};

const benches: Record<string, (size: number | undefined) => Promise<BenchResult>> = { send: benchSend };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, size: { type: 'string' }, help: { type: 'boolean' } },
});
const names = positionals.length > 0 ? positionals : Object.keys(benches);
const unknown = names.filter((name) => !(name in benches));
if (values.help === true || unknown.length > 0) {
  for (const name of unknown) console.error(`There is no benchmark ${name}.`);
  console.error(`npm run bench -- [${Object.keys(benches).join('|')}]… [--size N] [--json]`);
  process.exit(unknown.length > 0 ? 2 : 0);
}

const size = values.size === undefined ? undefined : Number(values.size);
if (size !== undefined && (!Number.isInteger(size) || size < 1)) {
  console.error('--size takes a whole number from 1.');
  process.exit(2);
}
const results: BenchResult[] = [];
for (const name of names) {
  const result = await benches[name]?.(size);
  if (result === undefined) continue;
  results.push(result);
  if (values.json === true) continue;
  console.log(`${result.bench}: ${result.about}`);
  for (const { name: what, unit, ours, baseline, ratio } of result.measures) {
    console.log(
      `  ${what}: ours ${ours.toFixed(2)} ${unit}, baseline ${baseline.toFixed(2)} ${unit}, ratio ${ratio.toFixed(2)}`,
    );
  }
  for (const [fact, value] of Object.entries(result.facts)) console.log(`  ${fact}: ${value}`);
}
if (values.json === true) console.log(JSON.stringify(results));
process.exit(0);
