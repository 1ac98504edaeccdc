import { waitingFor } from '../../../app/papers/embeddings/embed-papers.ts';
import type { EmbeddingCounts, EmbeddingState } from '../../../app/papers/embeddings/embedding-stores.ts';
import { momentOf, number, quantity } from '../../forms/words.ts';
import type { SourceRow } from './source-row.ts';

/** The server of embeddings, told as a source of papers is. */
export function embeddingsRow(
  { model, lastSuccessAt, lastError, nextTryAt }: EmbeddingState,
  counts: EmbeddingCounts,
  now: Date,
): SourceRow {
  const { papers, embedded, refused } = counts;
  const waiting = waitingFor(counts);
  const base = {
    name: 'embeddings',
    lastSuccess: lastSuccessAt === null ? null : momentOf(lastSuccessAt),
    result:
      model === null
        ? null
        : `${number(embedded)} of ${quantity(papers, 'paper')} by ${model.name} (${quantity(model.dimensions, 'number')} each)${waiting > 0 ? `, ${number(waiting)} waiting` : ''}`,
    error: lastError,
    notices: refused === 0 ? [] : [`The server refuses the text of ${quantity(refused, 'paper')}.`],
  };
  if (lastError !== null) {
    const again = nextTryAt === null || nextTryAt <= now ? '' : `, next try ${momentOf(nextTryAt).text}`;
    return { ...base, health: 'failing', healthInWords: `Failing${again}` };
  }
  if (model === null) return { ...base, health: 'never', healthInWords: 'Not asked yet' };
  return { ...base, health: 'well', healthInWords: waiting > 0 ? 'Catching up' : 'OK' };
}
