import type { SubjectKind } from '../papers/subject.ts';
import type { TextVector } from './text-vector.ts';

/** A paper that may go into digests. All lists of a digest share it. */
export type DigestPaper = {
  id: number;
  /** When it became news, in milliseconds: see `appearedAt`. */
  freshAt: number;
  /** When it became news or came to be known here, in milliseconds, whichever was later. */
  newAt: number;
  vector: TextVector;
  /** See `leadingAuthors`. */
  leads: readonly string[];
};

/** What the rankings say of a paper as one for a subject; null: that ranking does not know it. */
export type Evidence = {
  paper: DigestPaper;
  /**
   * How well it answers the subject. A query: PostgreSQL's `ts_rank_cd`, only compared within the list. An author: how
   * sure it is that the name is the same person's, 0 to 1. Not read for topics and papers.
   */
  match: number | null;
  /** The cosine with the text of the subject: the paper to find more like, or the words of the query. */
  similarity: number | null;
  /** Trending score, any scale; only compared within the list. */
  trend: number | null;
};

/**
 * A paper in a subject's list. The odds that it fits, as their natural logarithm; `relevanceOf` makes 0 to 1 of them.
 */
export type Listed = { paper: DigestPaper; logOdds: number };

/** What is followed, with its papers, best first. The same for all who follow it. */
export type SubjectList = {
  subjectId: number;
  kind: SubjectKind;
  /** The text of the subject, as in `Evidence`; null for one that has none of its own. */
  vector: TextVector | null;
  papers: readonly Listed[];
};

/** 0 to 1, the same measure for every subject and reader. 0.5: as likely as not to be what the reader wants. */
export function relevanceOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** The log-odds at which the relevance is this. */
export function logOddsOf(relevance: number): number {
  return Math.log(relevance / (1 - relevance));
}

/** The log-odds of a paper of which nothing is known. */
export const unlikely = -3;

/** What a query's paper counts with where its similarity, or its match, is not known: what is usual in such lists. */
const usual = { similarity: 0.1, match: 0.5 } as const;

/** How far a place from last to first in the list moves the log-odds. */
const moves: Readonly<Record<SubjectKind, { trend: number; freshness: number }>> = {
  // Of a topic's papers each is about the topic, so that the votes decide.
  topic: { trend: 3, freshness: 1 },
  query: { trend: 0.5, freshness: 0.5 },
  author: { trend: 0.5, freshness: 0.5 },
  // What is most like it first; votes decide between equals.
  paper: { trend: 0.1, freshness: 0.1 },
};

/**
 * One list from several rankings, best first: each adds to the log-odds that a paper fits, as in logistic regression,
 * so that a score that means something by itself (a cosine, a confidence) keeps its meaning from list to list, and one
 * that does not counts by its place. A ranking that does not know a paper moves it neither up nor down. Depends on
 * nothing but the evidence, in whatever order. The weights are tuned by `bench/relevance`; docs/ranking.md explains
 * them.
 */
export function subjectList(
  subject: Pick<SubjectList, 'subjectId' | 'kind' | 'vector'>,
  evidence: readonly Evidence[],
): SubjectList {
  const { kind } = subject;
  const trends = places(evidence.map(({ trend }) => trend));
  const freshness = places(evidence.map(({ paper }) => paper.freshAt));
  let bestMatch = 0;
  for (const { match } of evidence) bestMatch = Math.max(bestMatch, match ?? 0);
  const papers = evidence.map(
    (one, at): Listed => ({
      paper: one.paper,
      logOdds:
        subjectFit(kind, one, bestMatch) +
        moves[kind].trend * (trends[at] ?? 0) +
        moves[kind].freshness * (freshness[at] ?? 0),
    }),
  );
  return { ...subject, papers: papers.sort((a, b) => b.logOdds - a.logOdds || a.paper.id - b.paper.id) };
}

/** The log-odds by what the paper is about. */
function subjectFit(kind: SubjectKind, { match, similarity }: Evidence, bestMatch: number): number {
  switch (kind) {
    case 'topic':
      return 0.5;
    case 'query': {
      const relative = match === null ? usual.match : bestMatch > 0 ? match / bestMatch : 0;
      return unlikely + 5 * relative + 12 * (similarity ?? usual.similarity);
    }
    case 'author':
      return -1 + 6 * (match ?? 0);
    case 'paper':
      return unlikely + 10 * (similarity ?? 0);
  }
}

/**
 * Each value's place among those that are known, from −½ for the lowest to ½ for the highest, equal ones alike; 0 for
 * null.
 */
function places(values: readonly (number | null)[]): Float64Array {
  const found = new Float64Array(values.length);
  const order: { at: number; value: number }[] = [];
  values.forEach((value, at) => {
    if (value !== null) order.push({ at, value });
  });
  order.sort((a, b) => a.value - b.value);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && order[end]?.value === order[start]?.value) end++;
    const place = (start + end) / 2 / order.length - 0.5;
    for (const { at } of order.slice(start, end)) found[at] = place;
    start = end;
  }
  return found;
}
