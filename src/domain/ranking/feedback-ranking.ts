import { type TextVector, vectorLength, type WeightedTerms } from './text-vector.ts';

type Rarity = (term: number) => number;

/** What a paper speaks of, and the length of its text vector by the text model of that number; null: not known. */
export type KeyedTerms = { paperId: number; terms: WeightedTerms; keyedBy: number; length: number | null };

/**
 * A paper that may answer: its text vector is its terms, each weight times the term's rarity, divided by `length`. So
 * rarities need to be looked up only of what is asked for, and not of all the terms of some hundred papers.
 */
export type Answer = { paperId: number; terms: WeightedTerms; length: number };
export type Scored = Answer & { score: number };

/** As an answer by a text model; a length that is not known by it is computed. */
export function answerOf(
  { paperId, terms, keyedBy, length }: KeyedTerms,
  model: { number: number; rarity: Rarity },
): Answer {
  const known = keyedBy === model.number ? length : null;
  return { paperId, terms, length: known ?? vectorLength(terms, model.rarity) };
}

/** The best first; of equals the newer. */
export function byScore(a: Scored, b: Scored): number {
  return b.score - a.score || b.paperId - a.paperId;
}

/** Answers by how alike they are to what is asked for: the cosine of their vectors with it. */
export function ranked(asked: TextVector, answers: readonly Answer[], rarity: Rarity): Scored[] {
  const likeness = likenessTo(asked, rarity);
  return answers.map((answer) => ({ ...answer, score: likeness(answer) })).sort(byScore);
}

function likenessTo({ terms, weights }: TextVector, rarity: Rarity): (answer: Answer) => number {
  const asked = weights.map((weight, at) => weight * rarity(terms[at] ?? 0));
  return ({ terms: others, length }) => {
    let sum = 0;
    let i = 0;
    let j = 0;
    while (i < terms.length && j < others.terms.length) {
      const left = terms[i] ?? 0;
      const right = others.terms[j] ?? 0;
      if (left === right) sum += (asked[i++] ?? 0) * Math.abs(others.weights[j++] ?? 0);
      else if (left < right) i++;
      else j++;
    }
    return sum / length;
  };
}

/**
 * What the best answers have in common: the mean of their vectors, each by its score, at length 1 (pseudo-relevance
 * feedback in Rocchio's way). Empty when none has a score.
 */
export function commonVector(best: readonly Scored[], rarity: Rarity): TextVector {
  const sums = new Map<number, number>();
  for (const { terms: told, length, score } of best)
    told.terms.forEach((term, at) => {
      const weight = (Math.abs(told.weights[at] ?? 0) * rarity(term)) / length;
      sums.set(term, (sums.get(term) ?? 0) + score * weight);
    });
  return unit(sums);
}

/** What was asked for with a `share` of what the best answers have in common, to look for more by. */
export function widened(asked: TextVector, common: TextVector, share: number): WeightedTerms {
  const sums = new Map<number, number>();
  asked.terms.forEach((term, at) => {
    sums.set(term, asked.weights[at] ?? 0);
  });
  common.terms.forEach((term, at) => {
    sums.set(term, (sums.get(term) ?? 0) + share * (common.weights[at] ?? 0));
  });
  const terms = Int32Array.from(sums.keys()).sort();
  return { terms, weights: Float32Array.from(terms, (term) => sums.get(term) ?? 0) };
}

/** Answers by how alike they are to what is asked for and, for a `share`, to what the best of them have in common. */
export function rankedAgain(
  asked: TextVector,
  common: TextVector,
  { answers, rarity, share }: { answers: readonly Answer[]; rarity: Rarity; share: number },
): Scored[] {
  const [toAsked, toCommon] = [likenessTo(asked, rarity), likenessTo(common, rarity)];
  return answers
    .map((answer) => ({ ...answer, score: toAsked(answer) + share * toCommon(answer) }))
    .sort(byScore);
}

/** Terms with their weights, scaled to length 1. */
export function unit(weightOf: ReadonlyMap<number, number>): TextVector {
  const length = Math.hypot(...weightOf.values()) || 1;
  const terms = Int32Array.from(weightOf.keys()).sort();
  return { terms, weights: Float32Array.from(terms, (term) => (weightOf.get(term) ?? 0) / length) };
}
