import { createHash } from 'node:crypto';
import { dayMs, hourMs, minuteMs } from '../../../domain/time/units.ts';
import type { Needs } from '../../deps.ts';
import type { LackingThumbnail, ThumbnailOutcome, TriedThumbnail } from './thumbnail-store.ts';

/** Longer than any list of what is trending looks back. */
const reachMs = 35 * dayMs;
/** How many are fetched side by side. */
const batch = 4;
/** After a failure: this long, twice as long after each further one, and never longer than the last. */
const pauses = { first: 10 * minuteMs, longest: 12 * hourMs } as const;
const mostTries = 8;

const asked = (now: Date, prefixes: readonly string[], limit: number) => ({
  prefixes,
  since: new Date(now.getTime() - reachMs),
  now,
  limit,
});

/** Gives the work to a worker when there is some. */
export async function askForThumbnails({
  thumbnailer,
  stores,
  now,
}: Needs<'now' | 'thumbnailer', 'jobs' | 'thumbnails'>): Promise<void> {
  const { prefixes } = thumbnailer;
  if (prefixes.length === 0) return;
  const waiting = await stores.thumbnails.lackingThumbnails(asked(now(), prefixes, 1));
  if (waiting.length > 0) await stores.jobs.send('keep-thumbnails', {}, { key: 'keep-thumbnails' });
}

/**
 * Fetches the pictures of papers that lists may show, the newest first, and keeps them small, until none is left or
 * `signal` is aborted. What is refused is not asked for again; what could not be fetched is, later and later. When of a
 * few nothing at all can be had the rest waits for the next time. Then the oldest go, as many as are too many. One
 * process at a time. Resolves with how many were made.
 */
export async function keepThumbnails(
  deps: Needs<'alone' | 'log' | 'now' | 'thumbnailer', 'thumbnails'>,
  signal: AbortSignal,
): Promise<number> {
  const { thumbnailer, stores, now, log } = deps;
  const { prefixes, mostBytes } = thumbnailer;
  if (prefixes.length === 0) return 0;
  return await deps.alone('thumbnails', async () => {
    let made = 0;
    let reached = true;
    while (reached && !signal.aborted) {
      const papers = await stores.thumbnails.lackingThumbnails(asked(now(), prefixes, batch));
      if (papers.length === 0) break;
      const outcomes = await Promise.all(
        papers.map(async (paper) => ({ paper, outcome: await thumbnailer.make(paper.url, signal) })),
      );
      if (signal.aborted) break;
      const at = now();
      await stores.thumbnails.keepThumbnails(
        outcomes.map(({ paper, outcome }) => triedOf(paper, outcome, at)),
        at,
      );
      for (const { paper, outcome } of outcomes)
        if (outcome.kind !== 'made')
          log.info({ paperId: paper.paperId, reason: outcome.reason }, 'no picture of a paper was kept');
      made += outcomes.filter(({ outcome }) => outcome.kind === 'made').length;
      reached = outcomes.some(({ outcome }) => outcome.kind !== 'unavailable');
    }
    const dropped = made > 0 ? await stores.thumbnails.dropThumbnailsBeyond(mostBytes) : 0;
    if (made > 0) log.info({ made, dropped }, 'kept pictures of papers');
    return made;
  });
}

function triedOf(paper: LackingThumbnail, outcome: ThumbnailOutcome, at: Date): TriedThumbnail {
  const { paperId, url } = paper;
  const tries = paper.tries + 1;
  if (outcome.kind === 'made') {
    const { small, large, width, height } = outcome;
    const hash = createHash('sha256').update(small).update(large).digest('hex');
    return {
      paperId,
      url,
      made: { small, large, width, height, hash },
      refusal: null,
      tries,
      nextTryAt: null,
    };
  }
  const pause = Math.min(pauses.longest, pauses.first * 2 ** (tries - 1));
  const again = outcome.kind === 'unavailable' && tries < mostTries;
  const nextTryAt = again ? new Date(at.getTime() + pause) : null;
  return { paperId, url, made: null, refusal: outcome.reason, tries, nextTryAt };
}
