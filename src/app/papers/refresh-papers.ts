import type { Needs } from '../deps.ts';
import { indexPapers } from './index-papers.ts';
import { refreshTrends } from './refresh-trends.ts';

/**
 * After papers were stored: brings up to date what depends on all papers together, their trends and what finds them
 * and similar ones.
 */
export async function refreshPapers(
  deps: Needs<'alone' | 'atomically' | 'now', 'keys' | 'papers' | 'trends'>,
  signal?: AbortSignal,
): Promise<void> {
  await deps.stores.papers.mergeWords();
  await refreshTrends(deps);
  await indexPapers(deps, signal);
}
