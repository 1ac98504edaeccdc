import type { SourceMemory } from '../../../app/papers/paper-source.ts';
import { sourceTitles } from '../../../domain/papers/paper-source.ts';
import { minuteMs } from '../../../domain/time/units.ts';
import type { SourceRefusal } from '../http.ts';
import { startVisit, type Visit, type VisitOptions } from '../visit.ts';

/** arXiv's terms of use: one request every three seconds, of all machines together. */
const intervalMs = 3_000;
/** How long to stay away after a 429 or 503, at the least. */
const shortestBlock = 10 * minuteMs;
/** Further tries only after faults that are not arXiv's way of asking for fewer requests. */
const retryStatuses: readonly number[] = [500, 502, 504];
/** Deep slices of large queries take arXiv many seconds. */
const timeoutMs = 30_000;

/** Starts a visit to arXiv by its rules. After a 429 or 503 it is blocked for ten minutes or as long as it says. */
export function startArxivVisit(input: {
  memory: SourceMemory;
  userAgent: string;
  options: VisitOptions;
  signal: AbortSignal;
}): Visit {
  const { options, ...given } = input;
  return startVisit({
    ...given,
    source: 'arxiv',
    label: sourceTitles.arxiv,
    intervalMs,
    blockMs,
    options: { timeoutMs, retryStatuses, ...options },
  });
}

function blockMs({ status, retryAfter = 0 }: SourceRefusal): number | null {
  return status === 429 || status === 503 ? Math.max(shortestBlock, retryAfter * 1000) : null;
}
