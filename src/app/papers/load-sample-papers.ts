import type { IncomingPaper } from '../../domain/papers/paper.ts';
import { dayMs, hourMs } from '../../domain/time/units.ts';
import type { Needs } from '../deps.ts';
import { readPaperLine } from './read-paper-line.ts';
import { refreshPapers } from './refresh-papers.ts';

/** The samples are spread over the days before now: the newest an hour old, the oldest almost two weeks. */
const spreadMs = 13 * dayMs;

/**
 * Stores the sample papers, dated relative to now, in a service that has no papers at all. They are hidden as soon
 * as a real paper comes in. Returns how many were added.
 */
export async function loadSamplePapers(
  deps: Needs<'alone' | 'atomically' | 'now', 'keys' | 'papers' | 'trends'>,
  lines: readonly string[],
): Promise<number> {
  if ((await deps.stores.papers.count()) > 0) return 0;
  const papers = lines
    .filter((line) => line.trim() !== '')
    .flatMap((line): IncomingPaper[] => {
      const read = readPaperLine(JSON.parse(line), deps.now());
      return read.ok ? [read.paper] : [];
    });
  const now = deps.now().getTime();
  papers.sort((a, b) => (b.publishedAt?.getTime() ?? 0) - (a.publishedAt?.getTime() ?? 0));
  const step = spreadMs / Math.max(1, papers.length);
  const dated = papers.map((paper, index) => {
    const at = new Date(now - hourMs - index * step);
    // Featured then: what makes a sample as old as it says, although it is first seen now.
    return { ...paper, publishedAt: at, featuredAt: at, updatedAt: null };
  });
  const { added } = await deps.atomically((stores) =>
    stores.papers.store(dated, { source: 'sample', now: deps.now(), sample: true }),
  );
  await refreshPapers(deps);
  return added;
}
