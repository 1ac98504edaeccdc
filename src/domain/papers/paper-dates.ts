import { dayMs } from '../time/units.ts';
import type { IncomingPaper } from './paper.ts';

/** Clocks and zones differ by as much. */
const toleranceMs = dayMs;

/**
 * A paper with those of its dates that can be true as of `now`. One up to a day ahead is now; of a later one it is not
 * known when the paper was published, nor of the first day of 1970, which is what a missing date becomes.
 */
export function withSaneDates(paper: IncomingPaper, now: Date): IncomingPaper {
  const sane = (date: Date | null): Date | null => {
    if (date === null || Math.abs(date.getTime()) < dayMs) return null;
    if (date.getTime() > now.getTime() + toleranceMs) return null;
    return date > now ? now : date;
  };
  const featuredAt = sane(paper.featuredAt);
  const publishedAt = sane(paper.publishedAt) ?? (paper.publishedAt === null ? null : featuredAt);
  return { ...paper, publishedAt, updatedAt: sane(paper.updatedAt), featuredAt };
}
