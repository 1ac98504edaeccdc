import type { SourceMemory } from '../../../app/papers/paper-source.ts';
import type { IncomingPaper } from '../../../domain/papers/paper.ts';
import type { VisitOptions } from '../visit.ts';
import { papersById, queryLimits } from './arxiv-api.ts';
import { startArxivVisit } from './arxiv-visit.ts';

/** One paper by its arXiv id, in its latest version; null when arXiv does not know it. Rejects with `unavailable`. */
export async function lookUpAtArxiv(
  arxivId: string,
  input: {
    apiUrl: string;
    memory: SourceMemory;
    userAgent: string;
    options: VisitOptions;
    signal: AbortSignal;
  },
): Promise<IncomingPaper | null> {
  const found = await papersById(startArxivVisit(input), input.apiUrl, [arxivId], queryLimits);
  return found.find((paper) => paper.arxivId === arxivId) ?? null;
}
