import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editorsPicks, weights } from '../../../../src/domain/papers/subject.ts';
import {
  type Choice,
  createSelection,
  mostOfOneAuthor,
  nearDuplicate,
  type ReaderWishes,
} from '../../../../src/domain/ranking/selection.ts';
import { shareOf } from '../../../../src/domain/ranking/shares.ts';
import { type DigestPaper, logOddsOf } from '../../../../src/domain/ranking/subject-list.ts';
import { cosine } from '../../../../src/domain/ranking/text-vector.ts';
import { inSections, mostInOpening } from '../../../../src/domain/sending/sections.ts';
import { about, digestPaper, listOf } from '../../../support/papers/digest-paper.ts';

const subjects = ['robots walk', 'galaxies merge', 'proteins fold', 'markets crash'];
// Thirty papers of four subjects: some nearly the same, some by the same few authors.
const papers = Array.from({ length: 30 }, (_, id) =>
  digestPaper(id, {
    newAt: id % 7,
    leads: [`author ${id % 9}`],
    vector: about(
      `${subjects[id % 4]} w${id % 11} v${id % 5} ${subjects[(id + 1) % 4]} u${id % 6} ${id % 13}x`,
    ),
  }),
);
const paper = fc.constantFrom(...papers);
const interests = fc.uniqueArray(
  fc.record({
    weight: fc.constantFrom(...weights),
    list: fc
      .record({
        subjectId: fc.integer({ min: 1, max: 6 }),
        kind: fc.constantFrom('topic' as const, 'query' as const, 'author' as const, 'paper' as const),
        vector: fc.option(fc.constantFrom(...subjects.map(about)), { nil: null }),
        listed: fc.uniqueArray(fc.record({ paper, logOdds: fc.integer({ min: -5, max: 5 }) }), {
          selector: (one) => one.paper.id,
        }),
      })
      .map(({ listed, subjectId, ...given }) => listOf(subjectId, listed, given)),
  }),
  { selector: ({ list }) => list.subjectId, maxLength: 6 },
);
const wishes: fc.Arbitrary<ReaderWishes> = fc.record({
  interests,
  pins: fc.uniqueArray(fc.record({ paper, pinnedAt: fc.nat(3) }), {
    selector: (pin) => pin.paper.id,
    maxLength: 5,
  }),
  votes: fc.uniqueArray(
    fc.record({
      paperId: fc.nat(50),
      vote: fc.constantFrom('more' as const, 'less' as const),
      vector: paper.map(({ vector }) => vector),
    }),
    { selector: (vote) => vote.paperId, maxLength: 8 },
  ),
  barred: fc.uniqueArray(fc.nat(29), { maxLength: 12 }).map((ids) => new Set(ids)),
  since: fc.integer({ min: -1, max: 5 }),
  max: fc.integer({ min: 1, max: 12 }),
});
const byId = (id: number): DigestPaper => papers[id]!;
const select = createSelection();

function check(rule: (chosen: readonly Choice[], wishes: ReaderWishes) => void) {
  fc.assert(
    fc.property(wishes, (given) => rule(select(given), given)),
    { numRuns: 300 },
  );
}

describe('whatever a reader follows, a digest', () => {
  it('has at most as many papers as wanted, none twice, none barred', () => {
    check((chosen, { max, barred }) => {
      expect(chosen.length).toBeLessThanOrEqual(max);
      expect(new Set(chosen.map(({ paperId }) => paperId)).size).toBe(chosen.length);
      for (const { paperId } of chosen) expect(barred.has(paperId)).toBe(false);
    });
  });
  it('has papers of the followed lists that are news and above the threshold, and pinned ones', () => {
    check((chosen, { interests: followed, pins, since, votes }) => {
      for (const { paperId, subjectId } of chosen) {
        const list = followed.find((one) => one.list.subjectId === subjectId)?.list;
        const from =
          subjectId === editorsPicks ? pins.map((pin) => pin.paper) : list?.papers.map((one) => one.paper);
        expect(from).toContain(byId(paperId));
        if (subjectId === editorsPicks) continue;
        expect(byId(paperId).newAt).toBeGreaterThan(since);
        const listed = list?.papers.find(({ paper }) => paper.id === paperId);
        // A vote may lift a paper over it.
        if (votes.length === 0) expect(listed?.logOdds).toBeGreaterThanOrEqual(logOddsOf(0.15));
      }
    });
  });
  it('never has two near-duplicates', () => {
    check((chosen) => {
      for (const [at, one] of chosen.entries())
        for (const other of chosen.slice(at + 1))
          expect(cosine(byId(one.paperId).vector, byId(other.paperId).vector)).toBeLessThan(nearDuplicate);
    });
  });
  it('is not flooded by an author, save by the editor’s or the reader’s own wish', () => {
    check((chosen, { interests: followed }) => {
      const isWished = ({ subjectId }: Choice) =>
        subjectId === editorsPicks ||
        followed.some(({ list }) => list.subjectId === subjectId && list.kind === 'author');
      const counts = new Map<string, number>();
      for (const one of chosen)
        for (const lead of byId(one.paperId).leads)
          if (!isWished(one)) counts.set(lead, (counts.get(lead) ?? 0) + 1);
      for (const count of counts.values()) expect(count).toBeLessThanOrEqual(mostOfOneAuthor);
    });
  });
  it('has the papers of an interest in one place, best first, behind the few that open it', () => {
    check((chosen, { interests: followed, votes }) => {
      const own = chosen.filter(({ subjectId }) => subjectId !== editorsPicks);
      const sections = inSections(chosen);
      const [opening] = sections.filter(({ subjectId }) => subjectId === null);
      if (new Set(own.map(({ subjectId }) => subjectId)).size > 1 && opening !== undefined)
        expect(opening.papers.length).toBeLessThanOrEqual(mostInOpening);
      if (votes.length > 0) return;
      for (const { list } of followed) {
        const ofList = chosen.filter(({ subjectId }) => subjectId === list.subjectId);
        const odds = ofList.map(
          ({ paperId }) => list.papers.find(({ paper }) => paper.id === paperId)?.logOdds ?? Number.NaN,
        );
        expect(odds).toEqual(odds.toSorted((a, b) => b - a));
      }
    });
  });
  it('is the same for the same wishes, in whatever order they come and whoever was chosen for before', () => {
    fc.assert(
      fc.property(wishes, wishes, fc.infiniteStream(fc.nat()), (given, before, keys) => {
        const mixed = <T>(list: readonly T[]) => {
          const order = new Map(list.map((one) => [one, keys.next().value]));
          return list.toSorted((a, b) => order.get(a)! - order.get(b)!);
        };
        const once = createSelection()(given);
        select(before);
        const { interests: followed, pins, votes, barred } = given;
        const again = {
          ...given,
          interests: mixed(followed),
          pins: mixed(pins),
          votes: mixed(votes),
          barred: new Set(mixed([...barred])),
        };
        expect(select(again)).toEqual(once);
      }),
      { numRuns: 300 },
    );
  });
  it('leaves no place free while there is a paper that may take it', () => {
    check((chosen, { interests: followed, barred, since, max, votes }) => {
      if (chosen.length === max || votes.length > 0) return;
      const own = chosen.map(({ paperId }) => byId(paperId));
      for (const { list } of followed) {
        for (const { paper: left, logOdds } of list.papers) {
          if (own.includes(left) || barred.has(left.id) || left.newAt <= since || logOdds < -1) continue;
          const isTwin = own.some((one) => cosine(one.vector, left.vector) >= nearDuplicate);
          const of = (lead: string) => own.filter(({ leads }) => leads.includes(lead)).length;
          expect(isTwin || left.leads.some((lead) => of(lead) >= mostOfOneAuthor)).toBe(true);
        }
      }
    });
  });
  it('keeps the shares when every interest has enough that fits', () => {
    const supplied = fc.record({
      given: fc.array(fc.constantFrom(...weights), { minLength: 1, maxLength: 6 }),
      max: fc.integer({ min: 1, max: 20 }),
      odds: fc.infiniteStream(fc.integer({ min: 1, max: 6 })),
    });
    fc.assert(
      fc.property(supplied, ({ given, max, odds }) => {
        const followed = given.map((weight, at) => ({
          weight,
          list: listOf(
            at + 1,
            Array.from({ length: max }, (_, place) => ({
              paper: digestPaper(100 * at + place),
              logOdds: odds.next().value,
            })),
          ),
        }));
        const chosen = select({ interests: followed, pins: [], votes: [], barred: new Set(), since: 0, max });
        expect(chosen).toHaveLength(max);
        const held = followed.map(({ list, weight }) => ({
          share: shareOf[weight],
          places: chosen.filter(({ subjectId }) => subjectId === list.subjectId).length,
        }));
        // Nobody's last place would have been due to another one more (Webster's method).
        for (const one of held)
          for (const other of held)
            if (one.places > 0)
              expect((other.places + 0.5) / other.share).toBeGreaterThanOrEqual(
                (one.places - 0.5) / one.share,
              );
      }),
    );
  });
});
