import type { DigestPaper, Listed, SubjectList } from '../../../src/domain/ranking/subject-list.ts';
import { paperTerms, type TextVector, textVector } from '../../../src/domain/ranking/text-vector.ts';

/** What a text is about, every word as rare as any other. */
export function about(abstract: string): TextVector {
  const terms = paperTerms({ title: '', abstract, authors: [], categories: [] });
  return textVector(terms, () => 1);
}

/** A paper like no other one, by nobody in particular. */
export function digestPaper(id: number, given: Partial<DigestPaper> = {}): DigestPaper {
  const at = 1_000 + id;
  return { id, freshAt: at, newAt: at, leads: [`author ${id}`], vector: about(`subject${id}`), ...given };
}

/** A list as it would come from `subjectList`. */
export function listOf(
  subjectId: number,
  papers: readonly Listed[],
  given: Partial<SubjectList> = {},
): SubjectList {
  const sorted = papers.toSorted((a, b) => b.logOdds - a.logOdds || a.paper.id - b.paper.id);
  return { subjectId, kind: 'topic', vector: null, papers: sorted, ...given };
}
