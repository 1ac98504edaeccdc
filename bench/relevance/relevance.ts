import { relative } from 'node:path';
import {
  type BenchResult,
  type BenchRun,
  bounded,
  compared,
  type Facts,
  type Measure,
  mean,
} from '../result.ts';
import { baselines, type SvmSetting } from './baselines.ts';
import { copiesTogether, withCopies } from './copies.ts';
import { bestOf, evaluate, inWords, type Outcome } from './evaluate.ts';
import { byReciprocalRanks, ours } from './ours.ts';
import { futureFrom, loadPapers, papersFile } from './papers.ts';
import { type BenchReader, kindOf, makeReaders, type ReaderKind, readerKinds } from './readers.ts';
import { findThemes } from './themes.ts';
import { openWorld, type World } from './world.ts';

const seed = 20_261_124;
const tuningReaders = 100;
/** The SVM's knobs are set by the readers for tuning, as our weights were. */
const svmSettings = [0.01, 0.1, 1].flatMap((C) => [0, 0.3, 1, 10].map((lead) => ({ C, lead })));
/** So many of each kind of reader are reported by themselves, out of so many that are made. */
const ofEachKind = { reported: 60, made: 600 };

type Readers = {
  tuning: BenchReader[];
  reported: BenchReader[];
  byKind: readonly { kind: ReaderKind; readers: BenchReader[] }[];
};
type OfKind = { kind: ReaderKind; readers: number; ours: number; best: number; name: string };
type Setting = {
  titles: boolean;
  ours: Outcome;
  others: Outcome[];
  /** Of the papers of a reader's second digest, how many were in the first. */
  byKind: OfKind[];
  repeats: number;
  facts: Facts;
};

/**
 * How well a digest of ten holds the papers that a reader would have picked, for readers made by the rules in
 * relevance/readers.ts, who follow the themes of relevance/themes.ts.
 *
 * Whether a paper is on a theme is read from its title (or its authors). So the first setting hides all titles from all
 * rankers: what is judged by is not what is ranked by. The second shows them, as in life; then everybody that reads
 * words sees what is judged by. Votes say nothing about themes: rankers that heed them can only lose by it, ours too.
 *
 * Themes, and so readers, are split before anything is tuned: every third theme is for tuning, of ours and of the SVM,
 * and what is reported comes from the others. All that a reader has stated and liked is known to every ranker.
 */
export async function benchRelevance({ size = 300, stack, say }: BenchRun): Promise<BenchResult> {
  const file = papersFile();
  const papers = loadPapers(file, seed);
  const from = futureFrom(papers);
  const themes = findThemes(papers, from);
  const part = (isTuning: boolean) => themes.filter((_, at) => (at % 3 === 0) === isTuning);
  const more = makeReaders({ themes: part(false), from, count: ofEachKind.made, seed: seed + 3 });
  const readers: Readers = {
    byKind: readerKinds
      .map((kind) => ({
        kind,
        readers: more.filter((reader) => kindOf(reader) === kind).slice(0, ofEachKind.reported),
      }))
      .filter(({ readers: some }) => some.length > 0),
    tuning: makeReaders({ themes: part(true), from, count: tuningReaders, seed: seed + 1 }),
    reported: makeReaders({ themes: part(false), from, count: size, seed: seed + 2 }),
  };
  const settings: Setting[] = [];
  for (const titles of [false, true]) {
    await using scope = new AsyncDisposableStack();
    stack.defer(() => scope.disposeAsync());
    say(`relevance: titles ${titles ? 'shown' : 'hidden'}`);
    settings.push(await measure(await openWorld(scope, { papers, from, titles }), readers, titles));
  }
  say('relevance: copies');
  const copied = withCopies(papers, from);
  const world = await openWorld(stack, { papers: copied.papers, from, titles: true });
  const some = readers.reported.slice(0, 100);
  const together = async (ranker: Parameters<typeof evaluate>[0]) =>
    mean((await evaluate(ranker, some)).ranked.map((ranked) => copiesTogether(ranked, copied.original)));
  const plain = baselines(world, { C: 0.1, lead: 0 }).find(({ name }) => name.includes('mean'));
  if (plain === undefined) throw new Error('there is no baseline');
  return {
    bench: 'relevance',
    about: `${size} readers; ${papers.length} papers of ${relative(process.cwd(), file)}, ${from} of them past; ${part(false).length} themes, ${part(true).length} others for tuning`,
    measures: [
      ...settings.flatMap(inMeasures),
      compared('near-duplicates a digest, with a copy of every fifth paper', 'pairs', {
        ours: await together(ours(world, { name: 'ours' })),
        baseline: await together(plain),
      }),
    ],
    facts: Object.fromEntries(settings.flatMap(({ facts }) => Object.entries(facts))),
  };
}

async function measure(world: World, readers: Readers, titles: boolean): Promise<Setting> {
  const tuned: { setting: SvmSetting; found: number }[] = [];
  for (const setting of svmSettings) {
    const [svm] = baselines(world, setting).slice(-1);
    if (svm !== undefined) tuned.push({ setting, found: mean((await evaluate(svm, readers.tuning)).ndcg) });
  }
  const { setting = { C: 0.1, lead: 1 } } = tuned.toSorted((a, b) => b.found - a.found)[0] ?? {};
  const others: Outcome[] = [];
  for (const ranker of baselines(world, setting)) others.push(await evaluate(ranker, readers.reported));
  const whole = ours(world, { name: 'ours' });
  const found = await evaluate(whole, readers.reported);
  const variants = [
    ours(world, { name: 'ours, fused by reciprocal ranks', fuse: byReciprocalRanks }),
    ours(world, { name: 'ours, without votes', votes: false }),
  ];
  const compared: Outcome[] = [];
  for (const ranker of variants) compared.push(await evaluate(ranker, readers.reported));
  const tuning = await evaluate(whole, readers.tuning);
  const facts: Facts = {};
  const shown = titles ? 'titles shown' : 'titles hidden';
  const all = [found, ...others, ...compared];
  for (const { name, ndcg } of all) facts[`${shown}: nDCG@10, ${name}`] = inWords(ndcg, seed);
  for (const { name, recall } of all) facts[`${shown}: recall@10, ${name}`] = inWords(recall, seed);
  for (const { name, served } of all) facts[`${shown}: interests served, ${name}`] = inWords(served, seed);
  const best = bestOf(others);
  const ahead = found.ndcg.map((value, at) => value - (best.ndcg[at] ?? 0));
  facts[`${shown}: nDCG@10, ours less ${best.name}, reader by reader`] = inWords(ahead, seed);
  facts[`${shown}: nDCG@10, ours, readers for tuning`] = inWords(tuning.ndcg, seed);
  facts[`${shown}: papers shown, ours`] = mean(found.shown);
  facts[`${shown}: C of the SVM`] = setting.C;
  facts[`${shown}: lead of exact authors`] = setting.lead;
  const byKind: OfKind[] = [];
  for (const { kind, readers: some } of readers.byKind) {
    const rivals: Outcome[] = [];
    for (const ranker of baselines(world, setting)) rivals.push(await evaluate(ranker, some));
    const rival = bestOf(rivals);
    const own = mean((await evaluate(whole, some)).ndcg);
    byKind.push({ kind, readers: some.length, ours: own, best: mean(rival.ndcg), name: rival.name });
  }
  let repeats = 0;
  for (const [at, reader] of readers.reported.entries()) {
    const sent = new Set(found.ranked[at]);
    repeats += (await whole.again(reader, sent)).filter((paper) => sent.has(paper)).length;
  }
  return { titles, ours: found, others, byKind, repeats, facts };
}

function inMeasures({ titles, ours, others, byKind, repeats }: Setting): Measure[] {
  const shown = titles ? 'titles shown' : 'titles hidden';
  const best = bestOf(others);
  const against = (what: 'ndcg' | 'recall' | 'served', other: Outcome) => ({
    ours: mean(ours[what]),
    baseline: mean(other[what]),
  });
  return [
    compared(`${shown}: nDCG@10, to the best, ${best.name}`, '', against('ndcg', best), { atLeast: 1.1 }),
    ...others.map((other) =>
      compared(`${shown}: nDCG@10, to ${other.name}`, '', against('ndcg', other), { atLeast: 1 }),
    ),
    ...byKind.map(({ kind, readers, ours: own, best: rival, name }) =>
      compared(
        `${shown}: nDCG@10 of ${readers} who follow ${kind}, to ${name}`,
        '',
        { ours: own, baseline: rival },
        { atLeast: 1 },
      ),
    ),
    compared(`${shown}: recall@10, to ${best.name}`, '', against('recall', best)),
    compared(`${shown}: interests served, to ${best.name}`, '', against('served', best)),
    bounded(`${shown}: repeats in a second digest`, 'papers', repeats, { atMost: 0 }),
  ];
}
