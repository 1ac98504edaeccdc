import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SubjectKind } from '../../../../src/domain/papers/subject.ts';
import {
  type Evidence,
  logOddsOf,
  relevanceOf,
  type SubjectList,
  subjectList,
} from '../../../../src/domain/ranking/subject-list.ts';
import { digestPaper } from '../../../support/papers/digest-paper.ts';

const none = { match: null, similarity: null, trend: null };
const known = (id: number, evidence: Partial<Evidence> = {}): Evidence => ({
  paper: digestPaper(id, { freshAt: 0 }),
  ...none,
  ...evidence,
});
const list = (kind: SubjectKind, evidence: Evidence[]) =>
  subjectList({ subjectId: 7, kind, vector: null }, evidence);
const ids = ({ papers }: SubjectList) => papers.map(({ paper }) => paper.id);
const relevance = ({ papers }: SubjectList, id: number) =>
  relevanceOf(papers.find(({ paper }) => paper.id === id)!.logOdds);

describe('the list of a subject', () => {
  it('has the papers of a topic that trend first', () => {
    expect(
      ids(list('topic', [known(1, { trend: 2 }), known(2, { trend: 9 }), known(3, { trend: 5 })])),
    ).toEqual([2, 3, 1]);
  });
  it('has the newer of two papers first when nothing else tells them apart', () => {
    const [older, newer] = [known(1), { ...known(2), paper: digestPaper(2, { freshAt: 5 }) }];
    for (const kind of ['topic', 'query', 'author', 'paper'] as const)
      expect(ids(list(kind, [older, newer]))).toEqual([2, 1]);
  });
  it('has the papers most like the one that is followed first, whatever the votes', () => {
    const alike = known(1, { similarity: 0.3, trend: 0 });
    const loud = known(2, { similarity: 0.02, trend: 99 });
    expect(ids(list('paper', [loud, alike]))).toEqual([1, 2]);
  });
  it('weighs how well a query matches with how like its words a paper is', () => {
    const both = known(1, { match: 0.4, similarity: 0.2 });
    const matching = known(2, { match: 0.4, similarity: 0 });
    const alike = known(3, { match: 0.3, similarity: 0.2 });
    expect(ids(list('query', [matching, alike, both]))).toEqual([1, 3, 2]);
  });
  it('has a paper by the same full name before one by an initial', () => {
    expect(ids(list('author', [known(1, { match: 0.6 }), known(2, { match: 1 })]))).toEqual([2, 1]);
  });
  it('does not punish a paper that a ranking does not know', () => {
    const papers = [known(1, { trend: 1 }), known(2), known(3, { trend: 3 })];
    expect(ids(list('topic', papers))).toEqual([3, 2, 1]);
    const unvoted = [known(1), known(2), known(3)];
    expect(relevance(list('topic', unvoted), 1)).toBeCloseTo(relevance(list('topic', papers), 2));
  });
  it('takes a query without a known similarity, or without a known match, for a usual one', () => {
    const odds = (evidence: Partial<Evidence>) =>
      relevance(list('query', [known(1, evidence), known(2, { match: 1, similarity: 0.1 })]), 1);
    expect(odds({ match: 0.5 })).toBeCloseTo(odds({ match: 0.5, similarity: 0.1 }));
    expect(odds({ similarity: 0.1 })).toBeCloseTo(odds({ match: 0.5, similarity: 0.1 }));
  });
  it('compares matches within a query only, since their scale is the query’s own', () => {
    const of = (scale: number) => list('query', [known(1, { match: scale }), known(2, { match: scale / 5 })]);
    expect(relevance(of(0.01), 1)).toBeCloseTo(relevance(of(10), 1));
    expect(relevance(of(0.01), 2)).toBeCloseTo(relevance(of(10), 2));
  });
  it('gives a paper barely like the one that is followed little, and a topic’s own at least a middling, relevance', () => {
    expect(relevance(list('paper', [known(1, { similarity: 0.02 })]), 1)).toBeLessThan(0.15);
    expect(relevance(list('paper', [known(1, { similarity: 0.4 })]), 1)).toBeGreaterThan(0.65);
    expect(relevance(list('topic', [known(1)]), 1)).toBeGreaterThan(0.5);
    expect(relevance(list('author', [known(1, { match: 1 })]), 1)).toBeGreaterThan(0.9);
  });
  it('has a relevance that turns back into its log-odds', () => {
    expect(relevanceOf(0)).toBe(0.5);
    expect(logOddsOf(relevanceOf(1.7))).toBeCloseTo(1.7);
  });
  it('depends on the evidence alone, not on its order, and leaves no paper out', () => {
    const score = fc.option(fc.double({ min: 0, max: 50, noNaN: true }), { nil: null });
    const evidence = fc.uniqueArray(
      fc
        .record({ id: fc.nat(40), freshAt: fc.nat(5), match: score, similarity: score, trend: score })
        .map(({ id, freshAt, ...rest }): Evidence => ({ paper: digestPaper(id, { freshAt }), ...rest })),
      { selector: ({ paper }) => paper.id },
    );
    fc.assert(
      fc.property(
        evidence,
        fc.constantFrom('topic' as const, 'query' as const, 'author' as const, 'paper' as const),
        fc.infiniteStream(fc.nat()),
        (found, kind, keys) => {
          const order = new Map(found.map((one) => [one, keys.next().value]));
          const mixed = found.toSorted((a, b) => order.get(a)! - order.get(b)!);
          const made = list(kind, found);
          expect(list(kind, mixed)).toEqual(made);
          expect(new Set(ids(made))).toEqual(new Set(found.map(({ paper }) => paper.id)));
          for (const [at, { logOdds }] of made.papers.entries())
            expect(logOdds).toBeLessThanOrEqual(made.papers[at - 1]?.logOdds ?? Number.POSITIVE_INFINITY);
        },
      ),
    );
  });
});
