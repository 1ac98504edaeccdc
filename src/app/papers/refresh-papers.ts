import type { Needs } from '../deps.ts';
import { indexPapers } from './index-papers.ts';
import { refreshTrends } from './refresh-trends.ts';

/** Makes anew what is made of all papers together, after some were stored: how they stand, and what they are like. */
export async function refreshPapers(
  deps: Needs<'alone' | 'atomically' | 'now', 'keys' | 'trends'>,
  signal?: AbortSignal,
): Promise<void> {
  await refreshTrends(deps);
  await indexPapers(deps, signal);
}
