import type { EmbeddingsAnswer } from '../../../domain/doctor/embeddings.ts';
import { messageOf } from '../../../domain/errors.ts';
import type { Embedder } from './embedder.ts';

/** A server that has to load its model first answers late once: so it is asked twice, and the second time counts. */
const limitMs = 20_000;

/** Asks a server of embeddings for a trial's sake. Never rejects. */
export async function tryEmbeddings(
  embedder: Embedder,
  signal: AbortSignal,
): Promise<EmbeddingsAnswer | { trouble: string }> {
  const ask = () => embedder.embed(['A trial of one sentence.'], { limitMs, signal });
  try {
    await ask();
    const start = performance.now();
    const { model, dimensions } = await ask();
    return { model, dimensions, tookMs: performance.now() - start };
  } catch (error) {
    return { trouble: messageOf(error) };
  }
}
