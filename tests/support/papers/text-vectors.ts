import type { PaperText } from '../../../src/domain/ranking/terms.ts';
import {
  holdersOf,
  inverseFrequency,
  paperTerms,
  type TextVector,
  textVector,
} from '../../../src/domain/ranking/text-vector.ts';

/** Vectors of papers, in their order, by how rare terms are among these papers alone. */
export function textVectors(papers: readonly PaperText[]): TextVector[] {
  const all = papers.map(paperTerms);
  const holders = holdersOf(all);
  return all.map((terms) =>
    textVector(terms, (term) => inverseFrequency(papers.length, holders.get(term) ?? 0)),
  );
}
