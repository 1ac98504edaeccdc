import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PastDelivery, readerHistory } from '../../../../src/domain/ranking/reader-history.ts';
import { createSelection } from '../../../../src/domain/ranking/selection.ts';
import type { DeliveryState } from '../../../../src/domain/sending/delivery.ts';
import { digestPaper, listOf } from '../../../support/papers/digest-paper.ts';

// Whatever becomes of deliveries: a paper that was chosen for a reader comes, or gives way to better ones.

const hour = 3_600_000;
const begun = Date.parse('2026-11-01T00:00:00Z');
/** For so long a paper is fresh enough to be in a list at all. */
const freshMs = 7 * 24 * hour;

type Paper = { at: number; score: number };
type Step = { after: number; max: number; outcome: DeliveryState; late: boolean };

const papers = fc.array(
  fc.record({ at: fc.integer({ min: 0, max: 14 * 24 }), score: fc.double({ min: 0, max: 5, noNaN: true }) }),
  { maxLength: 40 },
);
const outcome = fc.constantFrom<DeliveryState>(
  'sent',
  'failed',
  'cancelled',
  'unknown',
  'suppressed',
  'queued',
);
const steps = fc.array(
  fc.record({
    after: fc.integer({ min: 1, max: 48 }),
    max: fc.integer({ min: 1, max: 6 }),
    outcome,
    /** It is known only after the next digest was planned. */
    late: fc.boolean(),
  }),
  { minLength: 1, maxLength: 15 },
);

/** `missing`: what was chosen before and neither had arrived nor was about to, when this was planned. */
type Chosen = PastDelivery & { at: number; max: number; state: DeliveryState; missing: number[] };

const arrived = (state: DeliveryState) => state === 'sent' || state === 'unknown' || state === 'queued';

/** The digests of one reader, each planned by what is known of those before. */
function play(
  all: readonly Paper[],
  plan: readonly Step[],
): { chosen: Chosen[]; listAt(at: number): number[] } {
  const select = createSelection();
  const known = all.map(({ at, score }, id) => {
    const newAt = begun + at * hour;
    return { paper: digestPaper(id, { freshAt: newAt, newAt }), logOdds: score };
  });
  const listed = (at: number) =>
    known
      .filter(({ paper }) => paper.newAt <= at && paper.newAt > at - freshMs)
      .sort((a, b) => b.logOdds - a.logOdds || a.paper.id - b.paper.id);
  const chosen: Chosen[] = [];
  const waiting: { delivery: Chosen; state: DeliveryState }[] = [];
  let at = begun;
  for (const { after, max, outcome: state, late } of plan) {
    at += after * hour;
    const there = new Set(chosen.flatMap((one) => (arrived(one.state) ? one.paperIds : [])));
    const missing = chosen.flatMap((one) => one.paperIds).filter((id) => !there.has(id));
    const { lastDigestAt, seen, owed } = readerHistory(chosen, null);
    const picked = select({
      interests: [{ list: listOf(1, listed(at)), weight: 'normal' }],
      pins: [],
      votes: [],
      barred: seen,
      owed,
      since: Math.max(lastDigestAt?.getTime() ?? 0, at - freshMs),
      max,
    });
    for (const one of waiting.splice(0)) one.delivery.state = one.state;
    const paperIds = picked.map(({ paperId }) => paperId);
    const delivery: Chosen = {
      asOf: new Date(at),
      state: late ? 'queued' : state,
      paperIds,
      at,
      max,
      missing,
    };
    chosen.push(delivery);
    if (late) waiting.push({ delivery, state });
  }
  return { chosen, listAt: (when) => listed(when).map(({ paper }) => paper.id) };
}

test('a paper that was chosen was sent, or is chosen again while it is fresh, or gave way to better ones', () => {
  fc.assert(
    fc.property(papers, steps, (all, plan) => {
      const { chosen, listAt } = play(all, plan);
      const scoreOf = (id: number) => all[id]?.score ?? 0;
      for (const { missing, at, max, paperIds } of chosen) {
        const fresh = listAt(at);
        for (const paper of missing.filter((id) => fresh.includes(id) && !paperIds.includes(id))) {
          expect(paperIds.length).toBe(max);
          expect(paperIds.every((other) => scoreOf(other) >= scoreOf(paper))).toBe(true);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('no paper arrives twice', () => {
  fc.assert(
    fc.property(papers, steps, (all, plan) => {
      const there = play(all, plan)
        .chosen.filter(({ state }) => arrived(state))
        .flatMap(({ paperIds }) => paperIds);
      expect(new Set(there).size).toBe(there.length);
    }),
    { numRuns: 500 },
  );
});

test('what an admin counts as sent is not owed', () => {
  const asOf = new Date(begun);
  const history = readerHistory([{ asOf, state: 'cancelled', paperIds: [1, 2] }], asOf);
  expect(history).toEqual({ lastDigestAt: asOf, seen: new Set([1, 2]), owed: new Set() });
});
