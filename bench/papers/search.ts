import type pg from 'pg';
import { matchingWords } from '../../src/domain/papers/matching-words.ts';
import { wordsShown } from '../../src/http/site/paper-items.ts';
import { type BenchServer, onDatabase } from '../bench-server.ts';
import {
  type BenchResult,
  type BenchRun,
  beside,
  bounded,
  type Facts,
  mean,
  median,
  percentile,
} from '../result.ts';
import { openHere } from '../service.ts';
import { openCorpus } from './corpus.ts';
import { commonFamily, commonPhrase, madeWord, phrase } from './uneven-papers.ts';

const perPage = 25;
/** Searches of a kind, each for other words. */
const variants = 8;
const runs = 5;
/** Of many papers the baseline takes minutes: it is asked less often. */
const baselineOf = (size: number) => (size < 1_000_000 ? { searches: 2, runs } : { searches: 1, runs: 1 });
/** Searches of each kind before any is measured: a server that has run for some minutes has compiled its code. */
const warmUps = 20;

type Kind = { name: string; typed(at: number): string; like(at: number): string[][] };

const word = (rank: number) => (at: number) => madeWord(rank + at * Math.max(1, Math.round(rank / 20)));
const [common, usual, rare] = [word(2), word(300), word(15_000)];

/** Without its fourth letter. */
const slip = (word: string) => `${word.slice(0, 3)}${word.slice(4)}`;

/** What is searched for, and the same as substrings: all of the inner lists, one of each. */
const kinds: Kind[] = [
  { name: 'a word of most papers', typed: common, like: (at) => [[common(at)]] },
  { name: 'a word of some papers', typed: usual, like: (at) => [[usual(at)]] },
  { name: 'a rare word', typed: rare, like: (at) => [[rare(at)]] },
  {
    name: 'two words',
    typed: (at) => `${common(at)} ${usual(at)}`,
    like: (at) => [[common(at)], [usual(at)]],
  },
  {
    name: 'four words, which few papers have together',
    typed: (at) => `${usual(at)} ${usual(at + 3)} ${rare(at)} ${common(at)}`,
    like: (at) => [[usual(at), usual(at + 3), rare(at)]],
  },
  {
    name: 'a slip of the pen',
    typed: (at) => `${common(at)} ${slip(usual(at))}`,
    like: (at) => [[usual(at)]],
  },
  {
    name: 'one word or another',
    typed: (at) => `${usual(at)} OR ${rare(at)}`,
    like: (at) => [[usual(at), rare(at)]],
  },
  {
    name: 'a phrase',
    typed: () => `"${phrase.join(' ')}"`,
    like: () => [[phrase.join(' ')]],
  },
  {
    name: 'a phrase of two words of most papers',
    typed: () => `"${commonPhrase.join(' ')}"`,
    like: () => [[commonPhrase.join(' ')]],
  },
  {
    name: 'a phrase that is nowhere',
    typed: (at) => `"${common(at)} ${madeWord(20_000)}"`,
    like: (at) => [[`${common(at)} ${madeWord(20_000)}`]],
  },
  {
    name: 'a word without another',
    typed: (at) => `${usual(at)} -${common(at)}`,
    like: (at) => [[usual(at)]],
  },
  { name: 'the most frequent author', typed: () => `author:${commonFamily}`, like: () => [[commonFamily]] },
  {
    name: 'a full name of frequent names',
    typed: () => `author:"Wei ${commonFamily}"`,
    like: () => [[`Wei ${commonFamily}`]],
  },
  {
    name: 'a word in a category',
    typed: (at) => `cat:cs.LG ${usual(at)}`,
    like: (at) => [[usual(at)]],
  },
  {
    name: 'a word of most papers between two dates',
    typed: (at) => `${common(at)} from:2000 to:2999`,
    like: (at) => [[common(at)]],
  },
  {
    name: 'all of it',
    typed: (at) => `${common(at)} -${rare(at)} author:${commonFamily} -cat:math from:2000`,
    like: (at) => [[common(at)], [commonFamily]],
  },
];

/**
 * Searching `size` papers of a made corpus: a page of 25, best first, with how many there are and which words to mark,
 * as the page of results asks for it. Baseline: `ILIKE` over title and abstract (or over the authors) for the same
 * words, newest first, and their count.
 */
export async function benchSearch({ size = 100_000, stack, shared, say }: BenchRun): Promise<BenchResult> {
  const { server, template } = await openCorpus(size, { shared, say });
  const now = new Date();
  const url = await server.create('search', template);
  stack.defer(() => server.drop('search'));
  const { deps } = await openHere(stack, {
    databaseUrl: url,
    home: server.home,
    smtpPort: 9,
    dkimKeyFile: null,
  });
  await server.settle();
  const { papers } = deps.stores;
  const ours = async (query: string) => {
    const page = { window: null, topicId: null, query, asker: null, now, page: 1, limit: perPage };
    const { items, total } = await papers.trending(page);
    matchingWords(query, wordsShown(items));
    return total;
  };
  await papers.trending({
    window: null,
    topicId: null,
    query: null,
    asker: null,
    now,
    page: 1,
    limit: perPage,
  });

  for (let at = 0; at < warmUps; at++) for (const { typed } of kinds) await ours(typed(at % variants));

  const measures = [];
  const facts: Facts = {};
  const all: number[] = [];
  // The baseline reads all papers, which leaves no room in the server's memory for what searches need.
  const searched: { kind: Kind; search: Timing; totals: number[] }[] = [];
  for (const kind of kinds) {
    say(`search: ${kind.name}`);
    const totals: number[] = [];
    const search = await timed(server, { searches: variants, runs }, async (at) =>
      totals.push(await ours(kind.typed(at))),
    );
    searched.push({ kind, search, totals });
  }
  for (const { kind, search, totals } of searched) {
    const { name, like } = kind;
    say(`search: the baseline of ${name}`);
    const plain = await onDatabase(url, (client) =>
      timed(server, baselineOf(size), (at) => ilike(client, like(at))),
    );
    facts[`papers found, ${name}`] = median(totals);
    facts[`this process's part of it, ${name}, ms`] = mean(search.own).toFixed(1);
    facts[`time by the clock, ${name}, median and slowest, ms`] =
      `${search.median.toFixed(0)}, ${search.slowest.toFixed(0)} (baseline ${plain.median.toFixed(0)}, ${plain.slowest.toFixed(0)})`;
    all.push(...search.processor);
    const means = { ours: mean(search.processor), baseline: mean(plain.processor) };
    measures.push(beside(name, 'ms', means));
  }
  measures.unshift(
    bounded('the 95th percentile of all searches', 'ms', percentile(all, 0.95), { atMost: 50 }),
  );
  return {
    bench: 'search',
    about: `a page of ${perPage} of ${size} papers: processor time of PostgreSQL and this process for it; of a kind the mean of ${variants} searches`,
    measures,
    facts: { ...facts, ...server.facts },
  };
}

/** `own`: of the processor time, this process's part. */
type Timing = { processor: number[]; own: number[]; median: number; slowest: number };

/**
 * Each search a few times: the mean processor time of PostgreSQL and this process for each, and the time by the clock,
 * of the quickest run, which other work on the machine lengthens.
 */
async function timed(
  server: BenchServer,
  { searches, runs }: { searches: number; runs: number },
  search: (at: number) => Promise<unknown>,
): Promise<Timing> {
  // What the first one reads from the disk is not what is asked.
  await search(0);
  const processor = [];
  const owns = [];
  const times = [];
  for (let at = 0; at < searches; at++) {
    const took = [];
    const before = await server.usage();
    const own = process.cpuUsage();
    for (let run = 0; run < runs; run++) {
      const start = performance.now();
      await search(at);
      took.push(performance.now() - start);
    }
    const { user, system } = process.cpuUsage(own);
    const ownMs = (user + system) / 1_000;
    processor.push(((await server.usage()).processorMs - before.processorMs + ownMs) / runs);
    owns.push(ownMs / runs);
    times.push(Math.min(...took));
  }
  return { processor, own: owns, median: median(times), slowest: Math.max(...times) };
}

async function ilike(client: pg.Client, all: readonly string[][]): Promise<void> {
  const values: string[] = [];
  const conditions = all.map((some) => {
    const one = some.map((text) => {
      values.push(`%${text}%`);
      const value = `$${values.length}`;
      return text.includes(commonFamily)
        ? `array_to_string(authors, ' ') ILIKE ${value}`
        : `(title ILIKE ${value} OR abstract ILIKE ${value})`;
    });
    return `(${one.join(' OR ')})`;
  });
  const where = `NOT hidden AND NOT withdrawn AND ${conditions.join(' AND ')}`;
  await client.query(
    `SELECT id, title, abstract, authors FROM paper WHERE ${where} ORDER BY published_at DESC LIMIT ${perPage}`,
    values,
  );
  await client.query(`SELECT count(*) FROM paper WHERE ${where}`, values);
}
