import { parseArgs } from 'node:util';
import { domainFuzzer } from './domain.ts';
import { type Fuzzer, faultOf, fuzz } from './fuzzer.ts';
import { keepSeed, seedsOf } from './seeds.ts';
import { smtpFuzzer } from './smtp.ts';
import { sourcesFuzzer } from './sources.ts';
import { webhooksFuzzer } from './webhooks.ts';

const fuzzers: Readonly<Record<string, () => Promise<Fuzzer>>> = {
  domain: domainFuzzer,
  sources: sourcesFuzzer,
  webhooks: webhooksFuzzer,
  smtp: smtpFuzzer,
};

const usage = `npm run fuzz -- [--seconds N] [--seed N] [${Object.keys(fuzzers).join('|')}]…

Gives what reads texts of strangers mutated texts, and looks whether it throws, takes too long or breaks its word.
  --seconds N  for how long, all together; 60, or FUZZ_SECONDS
  --seed N     the same texts again; a random one
What is found is kept in tests/fuzz/seeds, and tried first the next time. Exit: 0 nothing found, 1 something, 2 wrong usage.
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

function readArguments(): { seconds: number; seed: number; names: string[] } | null {
  try {
    const { values, positionals } = parseArgs({
      options: { seconds: { type: 'string' }, seed: { type: 'string' } },
      allowPositionals: true,
    });
    const seconds = Number(values.seconds ?? process.env['FUZZ_SECONDS'] ?? 60);
    const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
    const names = positionals.length > 0 ? positionals : Object.keys(fuzzers);
    const known = names.every((name) => Object.hasOwn(fuzzers, name));
    return seconds > 0 && Number.isInteger(seed) && known ? { seconds, seed, names } : null;
  } catch {
    return null;
  }
}

/** Tries the seeds, then new texts for so long; returns how many findings there are. */
async function run(
  name: string,
  open: () => Promise<Fuzzer>,
  seconds: number,
  seed: number,
): Promise<number> {
  const fuzzer = await open();
  try {
    let found = 0;
    const tell = (target: string, fault: string, file: string) => {
      found += 1;
      say(`${name}: ${target} ${fault} (${file})`);
    };
    const kept = await seedsOf(name);
    for (const { target, text } of kept) {
      const one = fuzzer.targets.find((other) => other.name === target);
      const fault = one === undefined ? null : await faultOf(one, text);
      if (fault !== null) tell(target, fault, 'before');
    }
    const { findings, texts } = await fuzz(fuzzer, { seed, until: performance.now() + seconds * 1000 });
    for (const finding of findings) tell(finding.target, finding.fault, await keepSeed(name, finding));
    say(
      `${name}: ${texts} texts for ${fuzzer.targets.length} targets and ${kept.length} seeds, ${found} found`,
    );
    return found;
  } finally {
    await fuzzer.close();
  }
}

const asked = readArguments();
if (asked === null) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  const { seconds, seed, names } = asked;
  say(`seed ${seed}, ${seconds} s`);
  let found = 0;
  for (const name of names) {
    const open = fuzzers[name];
    if (open !== undefined) found += await run(name, open, seconds / names.length, seed);
  }
  process.exitCode = found > 0 ? 1 : 0;
}
