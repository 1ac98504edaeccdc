import type { Trend } from '../papers/trend.ts';
import { announcementDays } from '../time/arxiv-calendar.ts';
import type { Cadence } from '../time/cadence.ts';
import { dayMs } from '../time/units.ts';
import { ages, type Gains, notKnown, noVotes, type Usual, type UsualPace, usualPace } from './usual-pace.ts';
import { gained, type Snapshot, tellingsOf, type VoteReading, visitsOf } from './vote-history.ts';

export const windows = ['day', 'week', 'month'] as const;
/** The span over which papers are compared. */
export type Window = (typeof windows)[number];

/** How long a window is, in milliseconds. */
export const windowLength: Record<Window, number> = { day: dayMs, week: 7 * dayMs, month: 30 * dayMs };

/**
 * The age for which a paper must make up with ten times the standing in its field, in announcement days
 * (arxiv-calendar.ts). Half a day in the window of a day, so that this morning's papers stand beside last night's;
 * slower for longer windows, where votes tell more.
 */
export const tenfoldAge: Record<Window, number> = { day: 0.5, week: 3, month: 10 };

/** The window that fits a digest's cadence. */
export const cadenceWindow: Record<Cadence, Window> = { daily: 'day', weekly: 'week', monthly: 'month' };

/** How many days back papers take part: the longest look-back of a digest, and some more to know what is usual. */
export const trendDays = 60;

/** Points that prove nothing yet: added to a paper's and to the usual, so that two votes are no sensation. */
const slack = 3;
/** What one rise may bring in a day before it is damped: so many times the field's usual day, and no less than that. */
const suddenly = { times: 10, atLeast: 40 } as const;
/** A ratio is told only where so many papers of the field are known. */
const fewestKnown = 5;

/** A paper with everything that trending depends on. */
export type TrendInput = {
  id: number;
  /** Its primary category; null: not known, so it is compared with all. */
  field: string | null;
  /** When it became news: see `appearedAt`. */
  freshAt: Date;
  /** When votes can have begun: the day it was featured, else when it was published. */
  votesFrom: Date;
  snapshots: readonly Snapshot[];
};
/** Best is highest; only differences mean anything, and only within one window. */
export type Scores = Record<Window, number>;

type Known = { input: TrendInput; freshAt: number; tellings: VoteReading[]; gains: Gains };

/**
 * How papers stand as of an instant, in one pass over what was said of them until then. A paper's score in a window
 * is log10((gained + 3) / (usual + 3)) + announcement days / tenfold age: its standing among papers of its field at
 * its age, and Reddit's term for freshness. docs/ranking.md explains each part. Depends on nothing but its input, in
 * whatever order, and is finite for any.
 */
export function trendsOf(
  papers: Iterable<TrendInput>,
  asOf: Date,
): Map<number, { trend: Trend; scores: Scores }> {
  const now = asOf.getTime();
  const inputs = [...papers].map((input) => ({
    input,
    snapshots: input.snapshots.filter(({ at }) => at <= now),
  }));
  const visits = visitsOf(inputs.map(({ snapshots }) => snapshots));
  const histories = inputs.map(({ input, snapshots }) => ({
    input,
    freshAt: input.freshAt.getTime(),
    tellings: tellingsOf(snapshots, input.votesFrom.getTime(), visits),
  }));
  const heardAt = heardMost(histories);
  const known = histories.map(
    (history): Known => ({
      ...history,
      gains: gainsAt(history, heardAt, now - trendDays * dayMs),
    }),
  );
  const usual = usualPace(
    known.map(({ input, gains }) => ({ field: input.field, gains })),
    windows.length,
  );
  return new Map(known.map((paper) => [paper.input.id, measure(paper, usual, heardAt, now)]));
}

/**
 * When the source that speaks of most papers was last heard; null when none speaks. Papers that came after it have
 * not been looked at, so that they owe no votes yet.
 */
function heardMost(histories: readonly { tellings: readonly VoteReading[] }[]): number | null {
  const papers = new Map<number, number>();
  for (const { tellings } of histories) {
    for (const { heardAt } of tellings) papers.set(heardAt, (papers.get(heardAt) ?? 0) + 1);
  }
  let limit: { at: number; count: number } | null = null;
  for (const [at, count] of papers) {
    if (limit === null || count > limit.count || (count === limit.count && at > limit.at))
      limit = { at, count };
  }
  return limit?.at ?? null;
}

/** The most that any source tells: two that count the same thing are not added. */
function most(tellings: readonly VoteReading[], of: (telling: VoteReading) => number): number {
  let highest = 0;
  for (const telling of tellings) highest = Math.max(highest, of(telling));
  return highest;
}

/**
 * What a paper had gained by each age: what it adds to the usual. As it was said: medians need no damping. Only ages
 * that it had within the last weeks, `since`: what was said before is thinned in time.
 */
function gainsAt({ freshAt, tellings }: Omit<Known, 'gains'>, heardAt: number | null, since: number): Gains {
  const gains: Gains = new Float64Array(windows.length * ages.length).fill(notKnown);
  for (const [step, age] of ages.entries()) {
    const until = freshAt + age * dayMs;
    if (until < since) continue;
    if (tellings.length === 0) {
      if (heardAt === null || until > heardAt) break;
      for (let window = 0; window < windows.length; window++) gains[window * ages.length + step] = noVotes;
      continue;
    }
    const looked = tellings.filter((telling) => telling.firstAt <= until && until <= telling.heardAt);
    if (looked.length === 0) continue;
    for (const [window, name] of windows.entries()) {
      const span = { after: until - windowLength[name], until };
      gains[window * ages.length + step] = most(looked, (telling) =>
        gained(telling, span, 'points', Number.POSITIVE_INFINITY),
      );
    }
  }
  return gains;
}

function measure(
  { input, freshAt, tellings, gains }: Known,
  usual: UsualPace,
  heardAt: number | null,
  now: number,
): { trend: Trend; scores: Scores } {
  const { field } = input;
  const measuredAt = tellings.length === 0 ? heardAt : Math.max(...tellings.map((one) => one.heardAt));
  const age = Math.max(0, ((measuredAt ?? freshAt) - freshAt) / dayMs);
  const compare = (window: number, at: number): Usual => usual({ field, window, age: at, own: gains });
  const perDay = tellings.length === 0 ? 0 : Math.max(suddenly.atLeast, suddenly.times * compare(0, 1).voted);
  const gainOver = (length: number) =>
    most(tellings, (telling) => {
      const until = telling.heardAt;
      return gained(telling, { after: until - length, until }, 'points', perDay);
    });
  const fresh = announcementDays(input.freshAt);
  const scoreIn = (window: Window): number => {
    const { any } = compare(windows.indexOf(window), age);
    const standing = Math.log10((gainOver(windowLength[window]) + slack) / (any + slack));
    // To a thousandth, so that a standing that hardly moved need not be stored again.
    return Math.round(standing * 1000) / 1000 + fresh / tenfoldAge[window];
  };
  const gainPerDay = upvotesInADay(tellings, input.votesFrom.getTime(), now);
  const inADay = compare(0, age);
  const usualPerDay = field === null || inADay.papers < fewestKnown ? null : inADay.voted;
  return {
    scores: { day: scoreIn('day'), week: scoreIn('week'), month: scoreIn('month') },
    trend: {
      gainPerDay,
      usualPerDay: usualPerDay === null ? null : tenths(usualPerDay),
      timesUsual:
        usualPerDay === null || gainPerDay === null
          ? null
          : tenths(gainOver(dayMs) / Math.max(slack, usualPerDay)),
    },
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Null unless somebody looked a day before the last visit, or votes began since, and that visit was within a day. */
function upvotesInADay(tellings: readonly VoteReading[], votesFrom: number, now: number): number | null {
  const looked = tellings.filter(({ firstAt, heardAt }) => {
    const dayBefore = heardAt - dayMs;
    return now - heardAt <= dayMs && (firstAt <= dayBefore || votesFrom >= dayBefore);
  });
  if (looked.length === 0) return null;
  return Math.round(
    most(looked, (telling) => {
      const until = telling.heardAt;
      return gained(telling, { after: until - dayMs, until }, 'upvotes', Number.POSITIVE_INFINITY);
    }),
  );
}

/** arXiv announces a paper up to four days after it was submitted. */
const announcementLag = 4 * dayMs;

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
