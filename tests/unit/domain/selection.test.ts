import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, selectPapers } from '../../../src/domain/selection.ts';

const since = new Date('2026-11-20T00:00:00Z');
const fresh = since.getTime() + 1;
const lists = (byTopic: Record<number, Candidate[]>) =>
  new Map(Object.entries(byTopic).map(([id, list]) => [Number(id), list]));
const paper = (paperId: number, score: number, newAt = fresh): Candidate => ({
  paperId,
  score,
  newAt,
  strength: 1,
});

describe('the papers for a reader', () => {
  it('are the best of the followed topics, best first, at most so many', () => {
    const candidates = lists({
      1: [paper(10, 9), paper(11, 5)],
      2: [paper(20, 7), paper(21, 1)],
      3: [paper(30, 99)],
    });
    const chosen = selectPapers({ candidates, subjectIds: [1, 2], since, seen: new Set(), max: 3 });
    expect(chosen).toEqual([
      { paperId: 10, subjectId: 1 },
      { paperId: 20, subjectId: 2 },
      { paperId: 11, subjectId: 1 },
    ]);
  });
  it('come from all fields for a reader who follows nothing in particular', () => {
    const candidates = lists({ 0: [paper(1, 2)], 5: [paper(2, 9)] });
    expect(selectPapers({ candidates, subjectIds: [], since, seen: new Set(), max: 5 })).toEqual([
      { paperId: 1, subjectId: 0 },
    ]);
  });
  it('leave out what was sent before and what is not newer than the last digest', () => {
    const candidates = lists({ 1: [paper(1, 9), paper(2, 8, since.getTime()), paper(3, 7)] });
    const chosen = selectPapers({ candidates, subjectIds: [1], since, seen: new Set([1]), max: 5 });
    expect(chosen.map(({ paperId }) => paperId)).toEqual([3]);
  });
  it('name the narrowest topic of a paper that is in several', () => {
    const candidates = lists({ 1: [paper(1, 9)], 2: [paper(1, 9)] });
    expect(selectPapers({ candidates, subjectIds: [2, 1], since, seen: new Set(), max: 5 })).toEqual([
      { paperId: 1, subjectId: 2 },
    ]);
  });
  it('are never too many, never one twice, never one seen, always of a followed topic', () => {
    const list = fc
      .uniqueArray(
        fc.record({
          paperId: fc.nat(30),
          score: fc.nat(10),
          newAt: fc.constantFrom(fresh, since.getTime()),
          strength: fc.constant(1),
        }),
        {
          selector: (candidate) => candidate.paperId,
        },
      )
      .map((candidates) => candidates.sort((a, b) => b.score - a.score || a.paperId - b.paperId));
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('0', '1', '2', '3'), list),
        fc.uniqueArray(fc.integer({ min: 1, max: 3 })),
        fc.uniqueArray(fc.nat(30)),
        fc.integer({ min: 1, max: 10 }),
        (byTopic, subjectIds, seen, max) => {
          const candidates = lists(byTopic);
          const chosen = selectPapers({ candidates, subjectIds, since, seen: new Set(seen), max });
          expect(chosen.length).toBeLessThanOrEqual(max);
          expect(new Set(chosen.map(({ paperId }) => paperId)).size).toBe(chosen.length);
          for (const { paperId, subjectId } of chosen) {
            expect(seen).not.toContain(paperId);
            expect(subjectIds.length > 0 ? subjectIds : [0]).toContain(subjectId);
            const candidate = candidates.get(subjectId)?.find((one) => one.paperId === paperId);
            expect(candidate?.newAt).toBeGreaterThan(since.getTime());
          }
        },
      ),
    );
  });
});
