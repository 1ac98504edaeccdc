import { describe, expect, it } from 'vitest';
import { editorsPicks, type SubjectKind, type Weight } from '../../../../src/domain/papers/subject.ts';
import {
  type Choice,
  createSelection,
  mostOfOneAuthor,
  type ReaderWishes,
} from '../../../../src/domain/ranking/selection.ts';
import type { DigestPaper, Listed, SubjectList } from '../../../../src/domain/ranking/subject-list.ts';
import type { CastVote } from '../../../../src/domain/ranking/taste.ts';
import type { TextVector } from '../../../../src/domain/ranking/text-vector.ts';
import { about, digestPaper, listOf } from '../../../support/papers/digest-paper.ts';

/** Log-odds of a paper that fits well, of one that would do, and of one that would not. */
const [fits, passes, fails] = [3, -1, -2];

const listed = (id: number, logOdds: number, given: Partial<DigestPaper> = {}): Listed => ({
  paper: digestPaper(id, given),
  logOdds,
});
const many = (firstId: number, count: number, logOdds: number) =>
  Array.from({ length: count }, (_, at) => listed(firstId + at, logOdds));
const follows = (list: SubjectList, weight: Weight = 'normal') => ({ list, weight });
const select = (wishes: Partial<ReaderWishes>): Choice[] =>
  createSelection()({ interests: [], pins: [], votes: [], barred: new Set(), since: 0, max: 10, ...wishes });
const ids = (chosen: readonly Choice[]) => chosen.map(({ paperId }) => paperId);
const placesOf = (chosen: readonly Choice[], ...subjectIds: number[]) =>
  subjectIds.map((subjectId) => chosen.filter((one) => one.subjectId === subjectId).length);

describe('the papers of a digest', () => {
  it('are the best of the one interest there is, best first, at most so many', () => {
    const list = listOf(1, [listed(10, 2), listed(11, 5), listed(12, 4)]);
    const chosen = select({ interests: [follows(list)], max: 2 });
    expect(ids(chosen)).toEqual([11, 12]);
    expect(placesOf(chosen, 1)).toEqual([2]);
  });
  it('are none that says the same as one that the mail shows for another reason, and do not count these', () => {
    const same = digestPaper(20, { vector: digestPaper(11).vector });
    const list = listOf(1, [listed(10, 2), listed(11, 5), listed(12, 4)]);
    const chosen = select({ interests: [follows(list)], max: 2, beside: [same, digestPaper(12)] });
    expect(ids(chosen)).toEqual([10]);
    const pins = [{ paper: digestPaper(11), pinnedAt: 1 }];
    expect(ids(select({ pins, beside: [same] }))).toEqual([]);
  });
  it('are shared by the interests, however well one of them does', () => {
    const interests = [follows(listOf(1, many(100, 20, 6))), follows(listOf(2, many(200, 20, fits)))];
    expect(placesOf(select({ interests }), 1, 2)).toEqual([5, 5]);
  });
  it('are shared as the interests’ weights stand to each other', () => {
    const interests = [
      follows(listOf(1, many(100, 20, fits)), 'less'),
      follows(listOf(2, many(200, 20, fits))),
      follows(listOf(3, many(300, 20, fits)), 'more'),
    ];
    expect(placesOf(select({ interests, max: 7 }), 1, 2, 3)).toEqual([1, 2, 4]);
  });
  it('are given on when an interest has too little', () => {
    const interests = [
      follows(listOf(1, many(100, 1, fits)), 'more'),
      follows(listOf(2, many(200, 20, fits))),
      follows(listOf(3, many(300, 20, fits)), 'more'),
    ];
    expect(placesOf(select({ interests, max: 10 }), 1, 2, 3)).toEqual([1, 3, 6]);
  });
  it('are those that fit well, of whatever interest, before those that would do', () => {
    const interests = [follows(listOf(1, many(100, 20, fits))), follows(listOf(2, many(200, 20, passes)))];
    expect(placesOf(select({ interests }), 1, 2)).toEqual([10, 0]);
    const fewer = [follows(listOf(1, many(100, 7, fits))), follows(listOf(2, many(200, 20, passes)))];
    expect(placesOf(select({ interests: fewer }), 1, 2)).toEqual([7, 3]);
  });
  it('are fewer rather than bad', () => {
    const list = listOf(1, [...many(100, 2, fits), ...many(200, 2, passes), ...many(300, 9, fails)]);
    expect(ids(select({ interests: [follows(list)] }))).toEqual([100, 101, 200, 201]);
    expect(select({ interests: [follows(listOf(1, many(300, 9, fails)))] })).toEqual([]);
  });
  it('stand together by interest: the weightier first, then that of the best paper', () => {
    const interests = [
      follows(listOf(1, [listed(10, 2), listed(11, 1)])),
      follows(listOf(2, [listed(20, 3)])),
      follows(listOf(3, [listed(30, 0.7)]), 'more'),
    ];
    expect(ids(select({ interests }))).toEqual([30, 20, 10, 11]);
  });
  it('begin with the three most likely ones of several interests, if they are not few', () => {
    const interests = [
      follows(listOf(1, [listed(10, 2), ...many(100, 5, 1)])),
      follows(listOf(2, [listed(20, 4), listed(21, 1.5), ...many(200, 5, 1.2)])),
    ];
    expect(ids(select({ interests, max: 7 }))).toEqual([20, 10, 21, 200, 100, 101, 102]);
    expect(ids(select({ interests, max: 6 }))).toEqual([20, 21, 200, 10, 100, 101]);
  });
  it('are compared by what the evidence is worth for each kind of interest', () => {
    const likely = follows(listOf(1, many(100, 20, 3), { kind: 'paper' }));
    const hearsay = (vector: TextVector | null) =>
      follows(listOf(2, many(200, 20, 2.9), { kind: 'query', vector }));
    expect(placesOf(select({ interests: [likely, hearsay(null)] }), 1, 2)).toEqual([5, 5]);
    const text = 'merging galaxies';
    const votes = Array.from({ length: 9 }, (_, at) => ({
      paperId: 1_000 + at,
      vote: 'more' as const,
      vector: about(text),
    }));
    // What is like none of these votes, of a search that they speak of, is less likely than it looks.
    expect(placesOf(select({ interests: [likely, hearsay(about(text))], votes }), 1, 2)).toEqual([10, 0]);
  });
  it('are a topic’s up to its share before others’ doubtful ones, and beyond it after them', () => {
    const topic = follows(listOf(1, many(100, 20, 2)));
    const query = (count: number) => follows(listOf(2, many(200, count, 0), { kind: 'query' }));
    expect(placesOf(select({ interests: [topic, query(20)] }), 1, 2)).toEqual([5, 5]);
    expect(placesOf(select({ interests: [topic, query(2)] }), 1, 2)).toEqual([8, 2]);
  });
  it('stand once, in the interest whose turn it was, when they are in several', () => {
    const both = listed(1, 5);
    const interests = [follows(listOf(1, [both, listed(2, 4)])), follows(listOf(2, [both, listed(3, 4)]))];
    expect(ids(select({ interests })).sort()).toEqual([1, 2, 3]);
  });
  it('are never one that is barred, nor one that is no news', () => {
    const list = listOf(1, [listed(1, 5), listed(2, 4, { newAt: 500 }), listed(3, 3, { newAt: 501 })]);
    const chosen = select({ interests: [follows(list)], barred: new Set([1]), since: 500 });
    expect(ids(chosen)).toEqual([3]);
  });
  it('are never two that say the same', () => {
    const text = 'sparse attention for long documents in linear time';
    const preprint = listed(1, 4, { vector: about(text) });
    const journal = listed(2, 5, { vector: about(`${text} revisited`) });
    const other = listed(3, 3, { vector: about('dense attention for short documents') });
    const interests = [follows(listOf(1, [preprint, other])), follows(listOf(2, [journal]))];
    expect(ids(select({ interests }))).toEqual([2, 3]);
  });
  it('are at most two of one leading author, save under that author’s name', () => {
    const byNoether = (id: number, logOdds: number) => listed(id, logOdds, { leads: ['a', 'e. noether'] });
    const four = [byNoether(1, 9), byNoether(2, 8), byNoether(3, 7), byNoether(4, 6)];
    const flooded = listOf(1, [...four, listed(5, 1)]);
    expect(ids(select({ interests: [follows(flooded)] }))).toEqual([1, 2, 5]);
    expect(mostOfOneAuthor).toBe(2);
    const followed = listOf(2, four, { kind: 'author' });
    expect(ids(select({ interests: [follows(followed)] }))).toEqual([1, 2, 3, 4]);
  });
});

describe('the editor’s picks', () => {
  const pin = (id: number, pinnedAt: number, given: Partial<DigestPaper> = {}) => ({
    paper: digestPaper(id, given),
    pinnedAt,
  });
  it('come first, the latest before, and take a third of the places at most', () => {
    const interests = [follows(listOf(1, many(100, 20, fits)))];
    const pins = [pin(1, 10), pin(2, 30), pin(3, 20), pin(4, 5), pin(5, 1)];
    const chosen = select({ interests, pins, max: 9 });
    expect(ids(chosen).slice(0, 4)).toEqual([2, 3, 1, 100]);
    expect(placesOf(chosen, editorsPicks, 1)).toEqual([3, 6]);
    expect(chosen[0]).toEqual({ paperId: 2, subjectId: editorsPicks });
    expect(ids(select({ interests, pins, max: 1 }))).toEqual([2]);
  });
  it('are not repeated among the interests, and never one that is barred', () => {
    const list = listOf(1, [listed(1, 5), listed(2, 4)]);
    const chosen = select({ interests: [follows(list)], pins: [pin(1, 9), pin(3, 8)], barred: new Set([3]) });
    expect(ids(chosen)).toEqual([1, 2]);
  });
  it('come however long ago they were new', () => {
    expect(ids(select({ pins: [pin(1, 9, { newAt: 10 })], since: 5_000 }))).toEqual([1]);
  });
});

describe('what a reader said of papers', () => {
  const text = 'humanoid robots walk on rough ground';
  const robots = listed(1, 1, { vector: about('humanoid robots climb rough stairs') });
  const others = Array.from({ length: 6 }, (_, at) => listed(10 + at, 2 - at / 10));
  const say = (vote: 'more' | 'less'): CastVote => ({ paperId: 99, vote, vector: about(text) });
  const topic = listOf(1, [robots, ...others]);
  it('moves a like paper up with one vote already', () => {
    const before = select({ interests: [follows(topic)] });
    const after = select({ interests: [follows(topic)], votes: [say('more')] });
    expect(ids(before).at(-1)).toBe(1);
    expect(ids(after)[0]).toBe(1);
    expect(ids(after).slice(1)).toEqual(ids(before).slice(0, -1));
  });
  it('moves a like paper down, or out when it barely passed', () => {
    const best = listOf(1, [{ ...robots, logOdds: 2.5 }, ...others]);
    const votes = [say('less')];
    expect(ids(select({ interests: [follows(best)], votes }))).toEqual([10, 11, 12, 13, 14, 15, 1]);
    const barely = listOf(1, [{ ...robots, logOdds: -1.5 }, ...others]);
    expect(ids(select({ interests: [follows(barely)], votes }))).not.toContain(1);
  });
  it('never changes the shares of what is stated, nor brings in what no interest has', () => {
    const robotList = listOf(1, [robots, ...many(100, 20, fits)], { vector: about('humanoid robots') });
    const galaxies = listOf(2, many(200, 20, fits), { vector: about('merging galaxies') });
    const interests = [follows(robotList), follows(galaxies)];
    const votes = Array.from({ length: 50 }, (_, at) => ({ ...say('more'), paperId: 1_000 + at }));
    const chosen = select({ interests, votes });
    expect(placesOf(chosen, 1, 2)).toEqual([5, 5]);
    expect(ids(chosen)).toContain(1);
    expect(ids(chosen).every((id) => id < 1_000)).toBe(true);
  });
  it('counts for more beside likeness to the one paper that is followed', () => {
    const votes = Array.from({ length: 9 }, (_, at) => ({ ...say('more'), paperId: 50 + at }));
    const first = (kind: SubjectKind) => {
      const list = listOf(1, [{ ...robots, logOdds: -2 }, listed(2, 6)]);
      return ids(select({ interests: [follows({ ...list, kind })], votes, max: 1 }));
    };
    expect(first('topic')).toEqual([2]);
    expect(first('paper')).toEqual([1]);
  });
  it('does not let one vote outweigh a paper that fits far better', () => {
    const list = listOf(1, [{ ...robots, logOdds: 0 }, listed(2, 4.5)]);
    expect(ids(select({ interests: [follows(list)], votes: [say('more')] }))).toEqual([2, 1]);
  });
});
