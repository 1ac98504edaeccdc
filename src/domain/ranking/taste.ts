import { cosine, type TextVector } from './text-vector.ts';
import { VoteSums } from './vote-sums.ts';

/** What a reader said of a paper, with what the paper is about. */
export type CastVote = { paperId: number; vote: 'more' | 'less'; vector: TextVector };

/** The most that votes move a paper's log-odds, and the share of it that n votes can: n / (n + 1). */
const mostLift = 8;
/** Up to this cosine with what was voted on a paper is like any other; from the second on it is as alike as can be. */
const alike = { from: 0.04, to: 0.23 } as const;
/** A vote less like an interest than this does not speak of it. */
const leastAlike = 0.015;

/**
 * Which votes speak of which interest: each of the one whose text it is most like. Those that are like none speak of
 * all interests without text of their own (topics, authors). In the order of `texts`, null for an interest without
 * one; votes by the number of their papers, so that sums come out the same in whatever order they were given.
 */
export function votesByInterest(
  votes: readonly CastVote[],
  texts: readonly (TextVector | null)[],
): CastVote[][] {
  const byInterest = texts.map((): CastVote[] => []);
  for (const vote of votes.toSorted((a, b) => a.paperId - b.paperId)) {
    let nearest = -1;
    let likeness = leastAlike;
    texts.forEach((text, at) => {
      const found = text === null ? 0 : cosine(text, vote.vector);
      if (found > likeness) [nearest, likeness] = [at, found];
    });
    for (const [at, text] of texts.entries())
      if (nearest >= 0 ? at === nearest : text === null) byInterest[at]?.push(vote);
  }
  return byInterest;
}

/** Moves papers by their likeness to what a reader voted on. Made once and used again, for its memory's sake. */
export class Taste {
  readonly #sums = new VoteSums();
  readonly #products = new Float64Array(2);
  #reach = { more: 0, less: 0 };
  #norms = { more: 0, less: 0 };

  /** Takes these votes in the place of those before. */
  learn(votes: readonly CastVote[]): void {
    this.#sums.clear();
    for (const { vote, vector } of votes) this.#sums.add(vote, vector);
    const more = votes.filter(({ vote }) => vote === 'more').length;
    this.#reach = { more: reach(more), less: reach(votes.length - more) };
    this.#norms = this.#sums.norms();
  }

  /** How much is known of what the reader wants more of, from 0 towards 1. */
  heard(): number {
    return this.#reach.more / mostLift;
  }

  /** The most that `lift` can be. */
  most(): number {
    return this.#reach.more;
  }

  /**
   * What the votes add to a paper's log-odds, at most 8 and never all of it: up for what is like the papers the reader
   * wants more of, down for what is like those they want less of, nothing for the rest (Rocchio's method, bounded).
   */
  lift(vector: TextVector): number {
    this.#sums.dot(vector, this.#products);
    const up = this.#reach.more * likeness(this.#products[0] ?? 0, this.#norms.more);
    return up - this.#reach.less * likeness(this.#products[1] ?? 0, this.#norms.less);
  }
}

/** 0: like any other paper; 1: as alike as can be. */
function likeness(product: number, norm: number): number {
  if (norm === 0) return 0;
  return Math.min(1, Math.max(0, (product / norm - alike.from) / (alike.to - alike.from)));
}

function reach(votes: number): number {
  return (mostLift * votes) / (votes + 1);
}
