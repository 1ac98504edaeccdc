import { TermSums } from './term-sums.ts';
import { scaled, type TextVector, vectorLength, type WeightedTerms } from './text-vector.ts';

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
  const likeness = likenessTo([{ vector: asked, share: 1 }], rarity);
  return answers.map((answer) => ({ ...answer, score: likeness(answer) })).sort(byScore);
}

/** The cosine of an answer's vector with what is asked for, which are all of these together, each for its share. */
function likenessTo(
  asked: readonly { vector: WeightedTerms; share: number }[],
  rarity: Rarity,
): (answer: Answer) => number {
  const sums = new TermSums(asked.reduce((all, { vector }) => all + vector.terms.length, 0));
  for (const { vector, share } of asked)
    for (let at = 0; at < vector.terms.length; at++) {
      const term = vector.terms[at] ?? 0;
      sums.add(term, share * (vector.weights[at] ?? 0) * rarity(term));
    }
  return ({ terms: { terms, weights }, length }) => {
    let sum = 0;
    for (let at = 0; at < terms.length; at++) sum += sums.of(terms[at] ?? 0) * Math.abs(weights[at] ?? 0);
    return sum / length;
  };
}

/**
 * What the best answers have in common: the mean of their vectors, each by its score, at length 1 (pseudo-relevance
 * feedback in Rocchio's way). Empty when none has a score.
 */
export function commonVector(best: readonly Scored[], rarity: Rarity): TextVector {
  const sums = new TermSums(best.reduce((all, { terms: { terms } }) => all + terms.length, 0));
  for (const { terms: told, length, score } of best) {
    const share = score / length;
    for (let at = 0; at < told.terms.length; at++)
      sums.add(told.terms[at] ?? 0, share * Math.abs(told.weights[at] ?? 0));
  }
  const terms = sums.terms();
  return scaled(terms, (at) => sums.of(terms[at] ?? 0) * rarity(terms[at] ?? 0));
}

/** What was asked for with a `share` of what the best answers have in common, to look for more by. */
export function widened(asked: TextVector, common: TextVector, share: number): WeightedTerms {
  const sums = new TermSums(asked.terms.length + common.terms.length);
  for (let at = 0; at < asked.terms.length; at++) sums.add(asked.terms[at] ?? 0, asked.weights[at] ?? 0);
  for (let at = 0; at < common.terms.length; at++)
    sums.add(common.terms[at] ?? 0, share * (common.weights[at] ?? 0));
  const terms = sums.terms();
  return { terms, weights: Float32Array.from(terms, (term) => sums.of(term)) };
}

/** Answers by how alike they are to what is asked for and, for a `share`, to what the best of them have in common. */
export function rankedAgain(
  asked: TextVector,
  common: TextVector,
  { answers, rarity, share }: { answers: readonly Answer[]; rarity: Rarity; share: number },
): Scored[] {
  const likeness = likenessTo(
    [
      { vector: asked, share: 1 },
      { vector: common, share },
    ],
    rarity,
  );
  return answers.map((answer) => ({ ...answer, score: likeness(answer) })).sort(byScore);
}

/** Terms with their weights, scaled to length 1. */
export function unit(weightOf: ReadonlyMap<number, number>): TextVector {
  const terms = Int32Array.from(weightOf.keys()).sort();
  return scaled(terms, (at) => weightOf.get(terms[at] ?? 0) ?? 0);
}
