import { dayMs } from '../time/units.ts';

/** What a source said of a paper at a moment, in milliseconds since 1970. Null: it did not say. */
export type Snapshot = {
  source: string;
  at: number;
  upvotes: number | null;
  comments: number | null;
  stars: number | null;
};

/** By how much counts rose at some moment between `from` and `to`, in milliseconds since 1970. */
type Rise = { from: number; to: number; points: number; upvotes: number };

/** What one source has told of one paper over time. */
export type VoteReading = {
  /** When it first spoke of the paper, and when it last spoke of any. */
  firstAt: number;
  heardAt: number;
  rises: Rise[];
};

/** The visits to each source, ascending: the moments at which it said something of some paper. */
export type Visits = ReadonlyMap<string, readonly number[]>;

export function visitsOf(histories: Iterable<readonly Snapshot[]>): Visits {
  const found = new Map<string, Set<number>>();
  for (const snapshots of histories) {
    for (const { source, at } of snapshots) {
      const moments = found.get(source);
      if (moments === undefined) found.set(source, new Set([at]));
      else moments.add(at);
    }
  }
  return new Map([...found].map(([source, moments]) => [source, [...moments].sort((a, b) => a - b)]));
}

function lastBefore(moments: readonly number[], at: number): number | undefined {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((moments[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return moments[low - 1];
}

type Counts = { at: number; upvotes: number; comments: number; stars: number | null };

/** The counts at each moment, ascending. Two at one moment come from papers that turned out to be one: the higher. */
function countsOf(snapshots: readonly Snapshot[]): Counts[] {
  const counts: Counts[] = [];
  const higher = (value: number | null, known: number | null) =>
    value === null || !Number.isFinite(value) ? known : Math.max(0, value, known ?? 0);
  for (const { at, upvotes, comments, stars } of [...snapshots].sort((a, b) => a.at - b.at)) {
    const last = counts.at(-1);
    const same = last?.at === at ? last : null;
    if (same !== null) counts.pop();
    const before = same ?? last;
    counts.push({
      at,
      upvotes: higher(upvotes, same?.upvotes ?? null) ?? before?.upvotes ?? 0,
      comments: higher(comments, same?.comments ?? null) ?? before?.comments ?? 0,
      stars: higher(stars, same?.stars ?? null) ?? before?.stars ?? null,
    });
  }
  return counts;
}

/**
 * A paper's counts as rises, for each source that speaks of it. A rise lies between two visits, so that what
 * gathered while a source could not be reached is spread over that time; the first one lies between `votesFrom`,
 * when votes can have begun, and the first visit. A lower count is a correction, which takes back what came last, as
 * if it had never come. In points, whose unit is an upvote: a comment is half, and stars count by their logarithm to
 * the base of 2 and from the first ones on, since a repository may be years older than its paper.
 */
export function tellingsOf(snapshots: readonly Snapshot[], votesFrom: number, visits: Visits): VoteReading[] {
  const tellings: VoteReading[] = [];
  for (const [source, said] of Map.groupBy(snapshots, (snapshot) => snapshot.source)) {
    const moments = visits.get(source) ?? [];
    const rises: Rise[] = [];
    let last: Counts | null = null;
    for (const counts of countsOf(said)) {
      const { at, upvotes, comments, stars } = counts;
      const before: Counts = last ?? { at: votesFrom, upvotes: 0, comments: 0, stars };
      const starred = Math.log2((1 + (stars ?? 0)) / (1 + (before.stars ?? stars ?? 0)));
      const points = upvotes - before.upvotes + (comments - before.comments) / 2 + starred;
      const from = last === null ? votesFrom : (lastBefore(moments, at) ?? before.at);
      takeBack(rises, 'points', -points);
      takeBack(rises, 'upvotes', before.upvotes - upvotes);
      rises.push({
        from: Math.min(from, at),
        to: at,
        points: Math.max(0, points),
        upvotes: Math.max(0, upvotes - before.upvotes),
      });
      last = counts;
    }
    const firstAt = rises[0]?.to ?? votesFrom;
    tellings.push({ firstAt, heardAt: moments.at(-1) ?? firstAt, rises });
  }
  return tellings;
}

function takeBack(rises: readonly Rise[], of: 'points' | 'upvotes', amount: number): void {
  let left = amount;
  for (let place = rises.length - 1; place >= 0 && left > 0; place--) {
    const rise = rises[place];
    if (rise === undefined) return;
    const taken = Math.min(left, rise[of]);
    rise[of] -= taken;
    left -= taken;
  }
}

/**
 * How much of a sudden rise counts: all of it up to `most` points, and above that its geometric mean with `most`, so
 * that four times as much counts double. Always rising, so that a vote more is never worth nothing.
 */
export function damped(points: number, limit: number): number {
  return points <= limit ? points : Math.sqrt(points * limit);
}

/** A rise in less than half a day is held to what half a day may bring. */
const shortest = dayMs / 2;

export type Span = { after: number; until: number };

/**
 * What a source's counts rose by after one moment and up to another. `perDay`: how many points a single rise may
 * bring for each day that it took before it is damped; infinite to take all as it was said. A first total that took
 * half a day or more is not damped.
 */
export function gained(
  { rises }: VoteReading,
  { after, until }: Span,
  of: 'points' | 'upvotes',
  perDay: number,
): number {
  let sum = 0;
  for (const [index, rise] of rises.entries()) {
    const { from, to } = rise;
    const amount = rise[of];
    if (amount === 0 || from > until || to <= after) continue;
    // All of what happened at one visit, else the part of its time that lies in the span.
    const share = to === from ? 1 : (Math.min(to, until) - Math.max(from, after)) / (to - from);
    // How the first total came about nobody saw: it was sudden only if there was no time for anything else.
    const sudden = index > 0 || to - from < shortest;
    sum += share * (sudden ? damped(amount, (perDay * Math.max(to - from, shortest)) / dayMs) : amount);
  }
  return sum;
}
