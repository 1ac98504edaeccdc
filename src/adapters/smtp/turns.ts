/**
 * Smooth weighted round-robin (as nginx does it): over time each of those that can be chosen gets its share, and the
 * turns of a heavy one are spread among the others'.
 */
export function createTurns<T extends { readonly weight: number }>(): (
  candidates: readonly T[],
) => T | undefined {
  const credits = new Map<T, number>();
  return (candidates) => {
    let chosen: T | undefined;
    let limit = Number.NEGATIVE_INFINITY;
    let total = 0;
    for (const candidate of candidates) {
      const credit = (credits.get(candidate) ?? 0) + candidate.weight;
      credits.set(candidate, credit);
      total += candidate.weight;
      if (credit > limit) [chosen, limit] = [candidate, credit];
    }
    if (chosen !== undefined) credits.set(chosen, limit - total);
    return chosen;
  };
}
