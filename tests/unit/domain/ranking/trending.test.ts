import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appearedAt,
  type TrendInput,
  tenfoldAge,
  trendsOf,
  type Window,
  windows,
} from '../../../../src/domain/ranking/trending.ts';
import type { Snapshot } from '../../../../src/domain/ranking/vote-history.ts';
import { announcementDays } from '../../../../src/domain/time/arxiv-calendar.ts';

const hour = 3_600_000;
const day = 24 * hour;
// A Thursday, with four days of announcements behind it.
const now = new Date('2026-11-19T12:00:00Z');
const ago = (days: number) => new Date(now.getTime() - days * day);

/** A snapshot so many days ago. */
const said = (days: number, upvotes: number, source = 'hugging-face'): Snapshot => ({
  source,
  at: ago(days).getTime(),
  upvotes,
  comments: null,
  stars: null,
});
/** Looked at each hour while it gathers `upvotes` evenly in its first two days. */
function steady(days: number, upvotes: number, { until = 0, source = 'hugging-face' } = {}): Snapshot[] {
  const snapshots: Snapshot[] = [];
  for (let age = 1 / 24; days - age >= until && age <= 2.001; age += 1 / 24)
    snapshots.push(said(days - age, Math.round((upvotes * Math.min(2, age)) / 2), source));
  return snapshots;
}
let lastId = 0;
function paper(field: string | null, days: number, snapshots: Snapshot[] = []): TrendInput {
  return { id: ++lastId, field, freshAt: ago(days), votesFrom: ago(days), snapshots };
}
/** A field over the last weeks: papers that got about `upvotes`, and as many times `quiet` that no source speaks of. */
function field(name: string, upvotes: number, { quiet = 0, until = 0 } = {}): TrendInput[] {
  return Array.from({ length: 40 }, (_, index) => [
    paper(name, 2.5 + index, steady(2.5 + index, upvotes * (0.8 + (index % 5) / 10), { until })),
    ...Array.from({ length: quiet }, () => paper(name, 2.5 + index)),
  ]).flat();
}

/** The ids of `wanted`, best first, with `others` around them. */
function ranked(window: Window, wanted: TrendInput[], others: TrendInput[], asOf = now): number[] {
  const trends = trendsOf([...wanted, ...others], asOf);
  const scoreOf = ({ id }: TrendInput) => trends.get(id)!.scores[window];
  return [...wanted].sort((a, b) => scoreOf(b) - scoreOf(a)).map(({ id }) => id);
}
const trendOf = (wanted: TrendInput, others: TrendInput[]) =>
  trendsOf([wanted, ...others], now).get(wanted.id)!;
/** What its votes are worth in a window, the freshness taken away. */
function standing(wanted: TrendInput, others: TrendInput[], window: Window = 'week', asOf = now): number {
  const score = trendsOf([wanted, ...others], asOf).get(wanted.id)!.scores[window];
  return score - announcementDays(wanted.freshAt) / tenfoldAge[window];
}

describe('a paper’s trend', () => {
  const robots = field('cs.RO', 8);

  it('tells what it gained in a day, and how many times that is the usual', () => {
    const { trend } = trendOf(paper('cs.RO', 1, steady(1, 80)), robots);
    expect(trend.gainPerDay).toBe(40);
    expect(trend.usualPerDay).toBeGreaterThan(3);
    expect(trend.usualPerDay).toBeLessThan(5);
    expect(trend.timesUsual).toBeCloseTo(40 / trend.usualPerDay!, 0);
  });
  it('tells no gain of a day on which nobody looked, or that is long gone', () => {
    const imported = { ...paper('cs.RO', 0.1, [said(0, 50, 'import')]), votesFrom: ago(9) };
    expect(trendOf(imported, robots).trend).toMatchObject({ gainPerDay: null, timesUsual: null });
    const stale = paper('cs.RO', 5, steady(5, 80));
    expect(trendOf(stale, field('cs.RO', 8, { until: 2 })).trend.gainPerDay).toBeNull();
  });
  it('compares with a field only where enough of it is known', () => {
    const lonely = trendOf(paper('math.NT', 1, steady(1, 80)), robots).trend;
    expect(lonely).toMatchObject({ gainPerDay: 40, usualPerDay: null, timesUsual: null });
    expect(trendOf(paper(null, 1, steady(1, 80)), robots).trend.timesUsual).toBeNull();
  });
  it('makes no sensation of a usual pace of nearly nothing', () => {
    const old = paper('cs.RO', 20, [said(1.5, 8), said(0.5, 14)]);
    const { trend } = trendOf(old, robots);
    expect(trend.gainPerDay).toBe(6);
    expect(trend.timesUsual).toBe(2);
  });
});

describe('the trending score', () => {
  it.each([
    ['day', 0.5],
    ['week', 3],
    // Two weeks are ten announcement days.
    ['month', 14],
  ] as const)('over a %s lets ten times the standing make up for exactly the stated age', (window, days) => {
    // Nothing is usual here, so that the standing is (points + 3) / 3.
    const fresh = paper('cs.RO', 0);
    const old = paper('cs.RO', days, [said(0.03, 13), said(0.01, 27)]);
    const scores = trendsOf([fresh, { ...old, votesFrom: ago(0.05) }], now);
    expect(scores.get(old.id)!.scores[window]).toBeCloseTo(scores.get(fresh.id)!.scores[window], 9);
  });
  it('compares a paper with its field: a strong one of a quiet field stands beside one of a loud field', () => {
    const others = [...field('cs.CL', 80), ...field('hep-th', 4)];
    const quiet = paper('hep-th', 1, steady(1, 40));
    const loud = paper('cs.CL', 1, steady(1, 100));
    expect(ranked('week', [loud, quiet], others)).toEqual([quiet.id, loud.id]);
  });
  it('does not bury a paper without votes in a field without votes', () => {
    const others = [
      ...field('cs.CL', 80, { quiet: 9 }),
      ...Array.from({ length: 200 }, (_, i) => paper('hep-th', 1 + i / 5)),
    ];
    const silent = paper('hep-th', 1);
    const ignored = paper('cs.CL', 1);
    const usual = paper('cs.CL', 1, steady(1, 80));
    expect(standing(silent, others)).toBeGreaterThan(-0.1);
    expect(standing(ignored, others)).toBeLessThan(standing(silent, others));
    expect(standing(usual, others)).toBeGreaterThan(standing(silent, others));
  });
  it('orders papers of a field without any votes by freshness', () => {
    const papers = [3, 0.5, 2, 1].map((days) => paper('hep-th', days));
    expect(ranked('day', papers, [])).toEqual([papers[1]!.id, papers[3]!.id, papers[2]!.id, papers[0]!.id]);
  });
  it('does not let a weekend make papers old', () => {
    const [friday, monday] = [paper('cs.RO', 6), paper('cs.RO', 3)];
    const trends = trendsOf([friday, monday], now);
    const apart = trends.get(monday.id)!.scores.week - trends.get(friday.id)!.scores.week;
    expect(apart).toBeGreaterThan(0);
    expect(apart).toBeLessThan(1.5 / tenfoldAge.week);
  });
});

describe('a source that fails for days', () => {
  it('leaves papers standing as when it was last heard', () => {
    const alive = field('cs.RO', 8);
    const hot = paper('cs.RO', 1, steady(1, 90));
    const before = standing(hot, alive, 'day', now);
    const later = new Date(now.getTime() + 3 * day);
    expect(standing(hot, alive, 'day', later)).toBeCloseTo(before, 9);
  });
  it('does not count as silence about papers that came after it', () => {
    const dead = field('cs.RO', 40, { until: 2 });
    expect(standing(paper('cs.RO', 1), dead)).toBeCloseTo(0, 9);
    expect(standing(paper('cs.RO', 6), dead)).toBeLessThan(-0.2);
  });
  it('does not count papers that nobody has looked at yet as silent ones', () => {
    const robots = field('cs.RO', 40, { until: 1 });
    const young = Array.from({ length: 300 }, () => paper('cs.RO', 0.9));
    const ignored = paper('cs.RO', 6);
    expect(standing(ignored, [...robots, ...young])).toBeCloseTo(standing(ignored, robots), 9);
  });
  it('does not look like a burst when it is back', () => {
    const robots = field('cs.RO', 8);
    const steadily = paper('cs.RO', 4, steady(4, 90));
    expect(trendOf(steadily, robots).trend.gainPerDay).toBe(0);
    const outage = [said(3.9, 4), said(0, 90)];
    const missed = { ...paper('cs.RO', 4), snapshots: outage };
    // Nobody else was heard in between either.
    const quiet = robots.map((one) => ({
      ...one,
      snapshots: one.snapshots.filter(({ at }) => at < ago(3.9).getTime()),
    }));
    expect(trendOf(missed, quiet).trend.gainPerDay).toBeLessThan(30);
  });
});

describe('votes that a few accounts give at once', () => {
  const robots = field('cs.RO', 8);
  const rush = (upvotes: number) =>
    paper('cs.RO', 1.5, [said(1.4, 2), said(1 / 24, 2), said(0, 2 + upvotes)]);
  const earned = paper('cs.RO', 1.5, steady(1.5, 250));

  it('count less than as many that came over hours', () => {
    expect(ranked('day', [rush(150), earned], robots)).toEqual([earned.id, expect.any(Number)]);
    expect(standing(rush(150), robots, 'day')).toBeLessThan(standing(earned, robots, 'day') - 0.15);
  });
  it('count a little more with every one of them', () => {
    expect(standing(rush(400), robots)).toBeGreaterThan(standing(rush(399), robots) - 1e-9);
    expect(standing(rush(500), robots)).toBeGreaterThan(standing(rush(400), robots));
  });
  it('are gone when the source takes them back', () => {
    const corrected = paper('cs.RO', 1.5, [said(1.4, 2), said(0.5, 402), said(0.2, 2)]);
    const never = paper('cs.RO', 1.5, [said(1.4, 2), said(0.5, 2), said(0.2, 2)]);
    expect(standing(corrected, robots)).toBeCloseTo(standing(never, robots), 2);
  });
  it('do not move what is usual in the field', () => {
    const bought = Array.from({ length: 5 }, (_, i) => paper('cs.RO', 3 + i, steady(3 + i, 9_000)));
    const usual = (others: TrendInput[]) =>
      trendOf(paper('cs.RO', 1, steady(1, 80)), others).trend.usualPerDay!;
    expect(Math.abs(usual([...robots, ...bought]) - usual(robots))).toBeLessThan(1);
  });
});

describe('two sources', () => {
  it('that count the same votes do not make them more', () => {
    const once = paper('cs.RO', 1, steady(1, 60));
    const twice = paper('cs.RO', 1, [...steady(1, 60), ...steady(1, 60, { source: 'import' })]);
    const robots = field('cs.RO', 8);
    expect(standing(twice, robots)).toBeCloseTo(standing(once, robots), 2);
    expect(trendOf(twice, robots).trend.gainPerDay).toBe(30);
  });
});

describe('trends', () => {
  const snapshot = fc.record({
    source: fc.constantFrom('hugging-face', 'import'),
    at: fc.integer({ min: ago(40).getTime(), max: now.getTime() + day }),
    upvotes: fc.option(fc.integer({ min: -5, max: 2_147_483_647 })),
    comments: fc.option(fc.nat(500)),
    stars: fc.option(fc.nat(100_000)),
  });
  const any = fc.array(
    fc.record({
      field: fc.option(fc.constantFrom('cs.RO', 'hep-th', '')),
      freshAt: fc.date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }),
      votesFrom: fc.date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }),
      snapshots: fc.array(snapshot, { maxLength: 8 }),
    }),
    { minLength: 1, maxLength: 25 },
  );
  const recent = fc.array(
    fc.record({
      field: fc.constantFrom('cs.RO', 'hep-th'),
      freshAt: fc.integer({ min: 1, max: 400 }).map((hours) => ago(hours / 10)),
      snapshots: fc.array(snapshot, { maxLength: 8 }),
    }),
    { minLength: 2, maxLength: 25 },
  );
  const numbered = <T>(papers: T[]) => papers.map((one, id) => ({ id, ...one }));

  it('are finite, and none is negative, for any input', () => {
    fc.assert(
      fc.property(any, (papers) => {
        for (const { scores, trend } of trendsOf(numbered(papers), now).values()) {
          for (const value of Object.values(scores)) expect(value).toSatisfy(Number.isFinite);
          for (const value of Object.values(trend)) expect(value ?? 0).toBeGreaterThanOrEqual(0);
          for (const value of Object.values(trend)) expect(value ?? 0).toSatisfy(Number.isFinite);
        }
      }),
    );
  });
  it('do not depend on the order of papers and snapshots', () => {
    fc.assert(
      fc.property(any, (papers) => {
        const turned = numbered(papers)
          .map((one) => ({ ...one, snapshots: one.snapshots.toReversed() }))
          .toReversed();
        const sorted = (list: TrendInput[]) => [...trendsOf(list, now)].sort(([a], [b]) => a - b);
        expect(sorted(turned)).toEqual(sorted(numbered(papers)));
      }),
    );
  });
  it('do not depend on what was said after their instant', () => {
    fc.assert(
      fc.property(any, (papers) => {
        const until = numbered(papers).map((one) => ({
          ...one,
          snapshots: one.snapshots.filter(({ at }) => at <= now.getTime()),
        }));
        expect([...trendsOf(numbered(papers), now)]).toEqual([...trendsOf(until, now)]);
      }),
    );
  });
  it('never fall for more votes at the last visit', () => {
    fc.assert(
      fc.property(recent, fc.integer({ min: 1, max: 5_000 }), fc.nat(3_000), (papers, more, before) => {
        const [first, ...rest] = numbered(papers).map((one) => ({ ...one, votesFrom: one.freshAt }));
        const source = 'hugging-face';
        const told = (upvotes: number) => ({
          ...first!,
          snapshots: [
            ...first!.snapshots.filter(({ at }) => at < now.getTime()),
            { ...said(0, upvotes), source },
          ],
        });
        const scores = (one: TrendInput) => trendsOf([one, ...rest], now).get(one.id)!.scores;
        for (const window of windows)
          expect(scores(told(before + more))[window]).toBeGreaterThanOrEqual(scores(told(before))[window]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the moment a paper appeared', () => {
  it('is when it was first seen, for a paper that was announced days after it was submitted', () => {
    expect(appearedAt({ publishedAt: ago(3), featuredAt: null, firstSeenAt: ago(0.5), now })).toEqual(
      ago(0.5),
    );
  });
  it('is its own date, for old stock that is imported now', () => {
    expect(appearedAt({ publishedAt: ago(200), featuredAt: null, firstSeenAt: now, now })).toEqual(ago(200));
  });
  it('is when it was featured, for one that a curator found later', () => {
    expect(appearedAt({ publishedAt: ago(30), featuredAt: ago(1), firstSeenAt: ago(29), now })).toEqual(
      ago(1),
    );
  });
  it('is when it was featured, for one read from a list of yesterday', () => {
    expect(appearedAt({ publishedAt: ago(2), featuredAt: ago(1), firstSeenAt: now, now })).toEqual(ago(1));
  });
  it('never lies in the future', () => {
    expect(appearedAt({ publishedAt: ago(-40), featuredAt: ago(-30), firstSeenAt: now, now })).toEqual(now);
  });
});
