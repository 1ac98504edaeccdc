import type { Weight } from '../papers/subject.ts';

/** The shares of a digest, beside one another. */
export const shareOf: Readonly<Record<Weight, number>> = { less: 0.5, normal: 1, more: 2 };

/**
 * How much an interest is due the next place: Sainte-Laguë's quotient (Webster's method). Whoever has the highest gets
 * it, and so on place by place; then the places stand to each other as the shares do, as nearly as whole numbers can,
 * and when one interest has nothing more to offer the rest goes to the others in the same way.
 */
export function due(share: number, places: number): number {
  return share / (2 * places + 1);
}

/** How many of so many places each is due, by `due`, if all have enough to offer; of equals the first has it. */
export function placesDue(shares: readonly number[], places: number): number[] {
  const given = shares.map(() => 0);
  for (let place = 0; place < places; place++) {
    let next = -1;
    let claim = 0;
    for (const [at, share] of shares.entries()) {
      const own = due(share, given[at] ?? 0);
      if (own > claim) [next, claim] = [at, own];
    }
    if (next >= 0) given[next] = (given[next] ?? 0) + 1;
  }
  return given;
}
