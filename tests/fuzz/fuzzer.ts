import { DomainError } from '../../src/domain/errors.ts';
import { seeded } from '../support/seeded.ts';
import { jsonMutated } from './json-mutations.ts';
import { type Material, mutated, one, type Random, upTo } from './mutations.ts';

/** Something that reads texts of strangers, and what must hold whatever they are. */
export type Target = Material & {
  name: string;
  /** UTF-16 units of the longest text that it is given. */
  longest: number;
  /**
   * Reads a text. Null when all is well, else what is wrong in words that stay the same for the same fault; it may also
   * throw, but for refusals that are documented.
   */
  check(text: string): Promise<string | null> | string | null;
  /** Milliseconds of processor time that a text may cost; null: not measured, as others take part in it. */
  mostMs: number | null;
  /** It reads JSON: what is in it is changed too, so that it stays JSON. */
  json?: boolean;
};

/** Targets that are opened together. */
export type Fuzzer = { name: string; targets: readonly Target[]; close(): Promise<void> };

/** A text that something went wrong with: what is kept of it. */
export type Finding = { target: string; fault: string; text: string };

/** A refusal that is documented: ours, or an `Error` itself, as readers of sources throw it. */
export function isRefusal(error: unknown): boolean {
  return error instanceof DomainError || (error instanceof Error && error.constructor === Error);
}

async function attempt(target: Target, text: string): Promise<{ fault: string | null; ms: number }> {
  const before = process.threadCpuUsage();
  let fault: string | null;
  try {
    fault = await target.check(text);
  } catch (error) {
    const [first = ''] = String(error).split('\n', 1);
    fault = `throws ${first.replace(/\d+/g, '0').slice(0, 120)}`;
  }
  const { user, system } = process.threadCpuUsage(before);
  return { fault, ms: (user + system) / 1000 };
}

/** What is wrong with how a target takes a text; null when nothing is. */
export async function faultOf(target: Target, text: string): Promise<string | null> {
  let least = Number.POSITIVE_INFINITY;
  // The best of five: a first time compiles, and others use this processor too.
  for (let tries = 0; tries < 5; tries++) {
    const { fault, ms } = await attempt(target, text);
    if (fault !== null) return fault;
    least = Math.min(least, ms);
    if (target.mostMs === null || least <= target.mostMs) return null;
  }
  return `takes more than ${target.mostMs} ms`;
}

/** A shorter text with the same fault, as far as leaving pieces out goes in so many milliseconds. */
export async function reduced(target: Target, { fault, text }: Finding, budgetMs: number): Promise<string> {
  const end = performance.now() + budgetMs;
  let shortest = text;
  for (let size = Math.ceil(text.length / 2); size > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < shortest.length; ) {
      if (performance.now() > end) return shortest;
      const shorter = shortest.slice(0, at) + shortest.slice(at + size);
      if ((await faultOf(target, shorter)) === fault) shortest = shorter;
      else at += size;
    }
  }
  return shortest;
}

/** A text to begin with is taken from the material, one in ten times from the dictionary alone. */
function begin({ corpus, dictionary }: Material, random: Random): string {
  return random() < 0.1 ? one(dictionary, random) : one(corpus, random);
}

/** Texts that are changed further. */
const mostRecent = 200;

/** The texts that a target is given, without end: the same ones for the same seed. */
export function* textsFor(target: Target, random: Random): Generator<string> {
  const recent: string[] = [];
  for (;;) {
    // On from one of the last ones, so that changes add up.
    const base = recent.length > 0 && random() < 0.5 ? one(recent, random) : begin(target, random);
    const inside = target.json === true && random() < 0.7 ? jsonMutated(base, random) : null;
    const text = inside ?? mutated(base, target, target.longest, random);
    if (text.length < 4_000)
      recent[recent.length < mostRecent ? recent.length : upTo(mostRecent, random)] = text;
    yield text;
  }
}

/**
 * Gives the targets in turn texts until `until` (performance.now()), each fault of each target once. `seed` decides
 * the texts; how many there are in that time depends on the machine.
 */
export async function fuzz(
  { targets }: Pick<Fuzzer, 'targets'>,
  options: { seed: number; until: number; reduceMs?: number },
): Promise<{ findings: Finding[]; texts: number }> {
  const sources = targets.map((target, index) => ({
    target,
    texts: textsFor(target, seeded(options.seed + index)),
  }));
  const findings = new Map<string, Finding>();
  let count = 0;
  while (performance.now() < options.until) {
    for (const { target, texts } of sources) {
      if (performance.now() >= options.until) break;
      const { value: text = '' } = texts.next() as { value?: string };
      count += 1;
      const fault = await faultOf(target, text);
      if (fault === null || findings.has(`${target.name}\0${fault}`)) continue;
      const found = { target: target.name, fault, text };
      const shorter = await reduced(target, found, options.reduceMs ?? 2_000);
      findings.set(`${target.name}\0${fault}`, { ...found, text: shorter });
    }
  }
  return { findings: [...findings.values()], texts: count };
}
