import { leadingAuthors } from '../../src/domain/ranking/leading-authors.ts';
import { createSelection, type ReaderWishes } from '../../src/domain/ranking/selection.ts';
import {
  type DigestPaper,
  type Evidence,
  type SubjectList,
  subjectList,
} from '../../src/domain/ranking/subject-list.ts';
import { cosine, paperTerms } from '../../src/domain/ranking/text-vector.ts';
import { trendOf } from './baselines.ts';
import { places } from './metrics.ts';
import type { BenchReader, Stated } from './readers.ts';
import { best, type Ranker, type World } from './world.ts';

/** As many as the service looks at (app/digests/subject-lists.ts). */
const mostAlike = 200;

/** Makes one list of a subject's rankings, as `subjectList` does. */
export type Fuse = typeof subjectList;

export type Ours = Ranker & {
  /** The papers for a reader to whom these were sent before. */
  again(reader: BenchReader, sent: ReadonlySet<number>): Promise<number[]>;
};

/**
 * The service's own functions: a list for each subject, fused and shared by its followers; then the papers for each
 * reader, in the order in which the mail shows them. What was liked is votes; nothing is muted or pinned.
 */
export function ours(
  world: World,
  { name, fuse = subjectList, votes = true }: { name: string; fuse?: Fuse; votes?: boolean },
): Ours {
  const select = createSelection();
  const lists = new Map<string, Promise<SubjectList>>();
  const make = listMaker(world, fuse);
  const again = async (reader: BenchReader, sent: ReadonlySet<number>) => {
    const interests: ReaderWishes['interests'][number][] = [];
    for (const stated of reader.stated) {
      const key = JSON.stringify(stated);
      const list = lists.get(key) ?? make(stated, lists.size + 1);
      lists.set(key, list);
      interests.push({ list: await list, weight: 'normal' });
    }
    const cast = reader.liked.flatMap((paperId) => {
      const vector = world.vectors[paperId];
      return vector === undefined ? [] : [{ paperId, vote: 'more' as const, vector }];
    });
    const chosen = select({
      interests,
      votes: votes ? cast : [],
      barred: sent,
      max: places,
      pins: [],
      since: Number.NEGATIVE_INFINITY,
    });
    return chosen.map(({ paperId }) => paperId);
  };
  return { name, again, rank: async (reader) => await again(reader, new Set()) };
}

function listMaker(world: World, fuse: Fuse): (stated: Stated, subjectId: number) => Promise<SubjectList> {
  const { papers, vectors } = world;
  const vectorOf = (abstract: string) =>
    world.vectorOf(paperTerms({ title: '', abstract, authors: [], categories: [] }));
  const shared = papers.map(
    ({ publishedAt, authors }, id): DigestPaper => ({
      id,
      freshAt: publishedAt,
      newAt: publishedAt,
      leads: leadingAuthors(authors),
      vector: vectors[id] ?? vectorOf(''),
    }),
  );
  const evidence = (id: number, match: number | null, similarity: number | null): Evidence[] => {
    const [paper, votes = 0] = [shared[id], papers[id]?.votes];
    if (paper === undefined) return [];
    return [{ paper, match, similarity, trend: votes === 0 ? null : trendOf(votes, paper.freshAt) }];
  };
  return async (stated, subjectId) => {
    switch (stated.kind) {
      case 'author': {
        const byAuthor = shared.flatMap(({ id }) =>
          id >= world.from && papers[id]?.authors.includes(stated.name) === true ? evidence(id, 1, null) : [],
        );
        return fuse({ subjectId, kind: 'author', vector: null }, byAuthor);
      }
      case 'paper': {
        const vector = vectors[stated.paper] ?? vectorOf('');
        const likeness = (id: number) => cosine(vector, vectors[id] ?? vectorOf(''));
        const alike = best(world, mostAlike, likeness).flatMap((id) => evidence(id, null, likeness(id)));
        return fuse({ subjectId, kind: 'paper', vector }, alike);
      }
      case 'query': {
        const vector = vectorOf(stated.words);
        const matches = [...(await world.search.matching(stated))].flatMap(([id, rank]) =>
          evidence(id, rank, cosine(vector, vectors[id] ?? vectorOf(''))),
        );
        return fuse({ subjectId, kind: 'query', vector }, matches);
      }
    }
  };
}

/** Reciprocal rank fusion (Cormack and others, SIGIR 2009): 1 / (60 + place) summed over the rankings. */
export const byReciprocalRanks: Fuse = (subject, evidence) => {
  const scores = new Map(evidence.map(({ paper }) => [paper, 0]));
  const rankings = [
    evidence.map(({ match }) => match),
    evidence.map(({ similarity }) => similarity),
    evidence.map(({ trend }) => trend),
    evidence.map(({ paper }): number | null => paper.freshAt),
  ];
  for (const ranking of rankings) {
    const order = evidence
      .flatMap(({ paper }, at) => (ranking[at] == null ? [] : [{ paper, score: ranking[at] }]))
      .sort((a, b) => b.score - a.score || a.paper.id - b.paper.id);
    order.forEach(({ paper }, place) => {
      scores.set(paper, (scores.get(paper) ?? 0) + 1 / (61 + place));
    });
  }
  const highest = Math.max(...scores.values());
  // Ranks alone say nothing of how well the best one fits: it counts as fitting, and the others in proportion.
  const papers = [...scores].map(([paper, score]) => ({ paper, logOdds: (score / highest) * 6 - 4 }));
  return { ...subject, papers: papers.sort((a, b) => b.logOdds - a.logOdds || a.paper.id - b.paper.id) };
};
