import { weights } from '../../src/domain/papers/subject.ts';
import { createSelection, type ReaderWishes } from '../../src/domain/ranking/selection.ts';
import type { DigestPaper, SubjectList } from '../../src/domain/ranking/subject-list.ts';
import { cosine } from '../../src/domain/ranking/text-vector.ts';
import { pick, type Random, seeded, shuffled } from '../relevance/random.ts';
import { type BenchResult, type BenchRun, bounded, compared, median } from '../result.ts';
import { madeLists, madePapersWithVectors } from './made-lists.ts';

const candidates = 5_000;
const interests = 5;
const max = 10;
const votes = 10;
const sentBefore = 60;
/** Readers of the baseline: it is slow. */
const baselineReaders = 200;

/**
 * Choosing ten papers for each of `size` readers with five interests, ten votes and sixty papers sent before, out of
 * 5,000 candidates whose lists are shared. Baseline: plain greedy MMR over the candidates of the same five lists.
 */
export async function benchSelect({ size = 10_000, say }: BenchRun): Promise<BenchResult> {
  const random = seeded(1);
  say('select: making lists');
  const papers = madePapersWithVectors(random, candidates);
  const lists = madeLists(random, papers);
  const readers = Array.from({ length: size }, () => makeReader(random, papers, lists));
  const select = createSelection();
  for (const reader of readers.slice(0, 500)) select(reader);
  say(`select: ${size} readers`);
  const before = process.cpuUsage();
  let chosen = 0;
  for (const reader of readers) chosen += select(reader).length;
  const ours = perReader(before, size);
  const voteless = readers.map((reader) => ({ ...reader, votes: [] }));
  const beforeVoteless = process.cpuUsage();
  for (const reader of voteless) select(reader);
  const withoutVotes = perReader(beforeVoteless, size);
  say(`select: greedy MMR, ${baselineReaders} readers`);
  for (const reader of readers.slice(0, 20)) greedyMmr(reader);
  const beforeMmr = process.cpuUsage();
  for (const reader of readers.slice(0, baselineReaders)) greedyMmr(reader);
  const mmr = perReader(beforeMmr, Math.min(size, baselineReaders));
  return {
    bench: 'select',
    about: `${max} papers for each of ${size} readers with ${interests} interests, out of ${candidates} candidates`,
    measures: [
      bounded('CPU a reader', 'ms', ours, { atMost: 1 }),
      compared('CPU a reader, to greedy MMR over the same lists', 'ms', { ours, baseline: mmr }),
      bounded('CPU a reader without votes', 'ms', withoutVotes, { atMost: 1 }),
    ],
    facts: {
      'papers chosen a reader': chosen / size,
      'votes a reader': votes,
      'papers sent before': sentBefore,
      lists: lists.length,
      'papers in a list, median': median(lists.map((list) => list.papers.length)),
      'readers of the baseline': Math.min(size, baselineReaders),
    },
  };
}

function perReader(before: NodeJS.CpuUsage, readers: number): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / readers;
}

function makeReader(
  random: Random,
  papers: readonly DigestPaper[],
  lists: readonly SubjectList[],
): ReaderWishes {
  const followed = shuffled(random, lists).slice(0, interests);
  // What was liked and sent is of what is followed, as it is in life.
  const near = () => pick(random, pick(random, followed).papers).paper;
  return {
    interests: followed.map((list) => ({ list, weight: pick(random, weights) })),
    pins: [],
    votes: Array.from({ length: votes }, (_, at) => ({
      paperId: candidates + at,
      vote: at % 5 === 4 ? ('less' as const) : ('more' as const),
      vector: near().vector,
    })),
    barred: new Set(Array.from({ length: sentBefore }, () => near().id)),
    since: median(papers.slice(0, 100).map(({ newAt }) => newAt)) - 5 * 86_400_000,
    max,
  };
}

/** Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998), λ 0.7, over all that the lists hold. */
function greedyMmr({ interests: followed, barred, since }: ReaderWishes): number[] {
  const relevance = new Map<DigestPaper, number>();
  for (const { list } of followed)
    for (const { paper, logOdds } of list.papers)
      if (paper.newAt > since && !barred.has(paper.id))
        relevance.set(paper, Math.max(relevance.get(paper) ?? 0, 1 / (1 + Math.exp(-logOdds))));
  const rest = [...relevance].map(([paper, found]) => ({ paper, found, likeness: 0 }));
  const chosen: number[] = [];
  while (chosen.length < max && rest.length > 0) {
    let best = 0;
    rest.forEach(({ found, likeness }, at) => {
      const leader = rest[best];
      if (leader && 0.7 * found - 0.3 * likeness > 0.7 * leader.found - 0.3 * leader.likeness) best = at;
    });
    const [taken] = rest.splice(best, 1);
    if (taken === undefined) break;
    chosen.push(taken.paper.id);
    for (const one of rest)
      one.likeness = Math.max(one.likeness, cosine(one.paper.vector, taken.paper.vector));
  }
  return chosen;
}
