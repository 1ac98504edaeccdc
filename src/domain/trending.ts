import type { Cadence } from './cadence.ts';
import type { SignalValues } from './paper.ts';

export const windows = ['day', 'week', 'month'] as const;
/** The span over which papers are compared. */
export type Window = (typeof windows)[number];

const hour = 3_600_000;
const day = 24 * hour;

/** How long a window is, in milliseconds. */
export const windowLength: Record<Window, number> = { day, week: 7 * day, month: 30 * day };

/**
 * The age, in milliseconds, for which a paper must make up with ten times the points. Half the span for a
 * day, so that this morning's papers stand beside last night's; slower for longer spans, where votes tell more.
 */
export const tenfoldAge: Record<Window, number> = { day: 12 * hour, week: 3 * day, month: 10 * day };

/** The window that fits a digest's cadence. */
export const cadenceWindow: Record<Cadence, Window> = { daily: 'day', weekly: 'week', monthly: 'month' };

/**
 * What sources say, on one scale whose unit is one upvote. A comment counts half. Stars belong to a code
 * repository that may be years older than the paper, so only their order of magnitude counts.
 */
export function points({ upvotes = 0, comments = 0, stars = 0 }: SignalValues): number {
  return upvotes + comments / 2 + Math.log2(1 + stars);
}

/**
 * The trending score: the logarithm of the points plus the moment of appearance, as Reddit's "hot" ranking.
 * The order of two papers does not change as time goes by, so a score can be computed when a paper is stored
 * or by the database in a query; only differences of scores mean anything.
 */
export function trendingScore(paper: { points: number; freshAt: Date }, window: Window): number {
  return Math.log10(1 + paper.points) + paper.freshAt.getTime() / tenfoldAge[window];
}

/** arXiv announces a paper up to four days after it was submitted. */
const announcementLag = 4 * day;

/**
 * When a paper became news: the day a curator featured it; else the moment it was first seen here, unless it was
 * old stock by then (a backfill, an import), which counts from its own date. Never after `now`: a date in the
 * future, by a slip of typing, must not pin a paper to the top.
 */
export function appearedAt(paper: {
  publishedAt: Date;
  featuredAt: Date | null;
  firstSeenAt: Date;
  now: Date;
}): Date {
  const { publishedAt, featuredAt, firstSeenAt, now } = paper;
  const old = firstSeenAt.getTime() - publishedAt.getTime() > announcementLag;
  const appeared = featuredAt ?? (old ? publishedAt : firstSeenAt);
  return new Date(Math.min(appeared.getTime(), now.getTime()));
}
