import { describe, expect, it } from 'vitest';
import { english } from '../../../../src/domain/languages/en.ts';
import { languageOf } from '../../../../src/domain/languages/index.ts';
import {
  allFields,
  editorsPicks,
  fromCollection,
  type NamedSubject,
  subjectName,
} from '../../../../src/domain/papers/subject.ts';
import { reasonInWords, trendInWords } from '../../../../src/domain/ranking/reason.ts';
import { inSections, sectionReason, sectionTitle } from '../../../../src/domain/sending/sections.ts';

const words = (
  gainPerDay: number | null,
  timesUsual: number | null,
  primaryCategory: string | null = 'cs.RO',
) => trendInWords({ primaryCategory, trend: { gainPerDay, timesUsual } }, english);

describe('a trend in words', () => {
  it.each([
    [38, 10, '+38 in a day, ten times what Robotics papers usually get'],
    [38, 2, '+38 in a day, twice what Robotics papers usually get'],
    [38, 3.9, '+38 in a day, three times what Robotics papers usually get'],
    [1_204, 11.2, '+1,204 in a day, 11 times what Robotics papers usually get'],
    [12, null, '+12 in a day'],
  ])('of +%s and %s times the usual is: %s', (gain, times, expected) => {
    expect(words(gain, times)).toBe(expected);
  });
  it('says nothing where there is nothing to say', () => {
    expect(words(0, 9)).toBeNull();
    expect(words(2, 9)).toBeNull();
    expect(words(12, 1.9)).toBeNull();
    expect(words(9, null)).toBeNull();
    expect(words(null, null)).toBeNull();
    expect(trendInWords({ primaryCategory: 'cs.RO', trend: null }, english)).toBeNull();
  });
  it('compares with no field that is not known', () => {
    expect(words(38, 10, null)).toBe('+38 in a day');
  });
});

const category: NamedSubject = {
  kind: 'topic',
  topic: { kind: 'category', slug: 'cs.RO', name: 'Robotics' },
};
const curated: NamedSubject = {
  kind: 'topic',
  topic: { kind: 'curated', slug: 'robot-learning', name: 'Robot learning' },
};
const query: NamedSubject = { kind: 'query', query: 'sparse attention' };
const phrase: NamedSubject = { kind: 'query', query: '"sparse attention"' };
const author: NamedSubject = { kind: 'author', author: 'Ada Lovelace' };
const paper: NamedSubject = { kind: 'paper', paper: { id: 1, title: 'On $x^2$' } };

describe('a reason', () => {
  it.each([
    [1, category, 'in Robotics, which you follow'],
    [1, curated, 'in Robot learning, which you follow'],
    [1, query, 'matches “sparse attention”, which you follow'],
    [1, phrase, 'matches “sparse attention”, which you follow'],
    [1, author, 'by Ada Lovelace, whom you follow'],
    [1, paper, 'like “On x²”, which you chose'],
    [1, null, 'from what you followed then'],
    [allFields, null, 'trending in all fields'],
    [editorsPicks, null, 'picked by the editor'],
  ])('for subject %d is %o', (id, subject, words) => {
    const told = { upvotes: 0, primaryCategory: 'cs.RO', trend: null };
    expect(reasonInWords(id, subject, told, english)).toBe(words);
    expect(reasonInWords(id, subject, { ...told, upvotes: 1 }, english)).toBe(`${words} · 1 upvote`);
    const trending = { ...told, upvotes: 1_040, trend: { gainPerDay: 38, timesUsual: 10.4 } };
    expect(reasonInWords(id, subject, trending, english)).toBe(
      `${words} · 1,040 upvotes · +38 in a day, ten times what Robotics papers usually get`,
    );
  });
});

describe('in German', () => {
  const german = languageOf('de');
  const trend = (gainPerDay: number, timesUsual: number) =>
    trendInWords({ primaryCategory: 'cs.RO', trend: { gainPerDay, timesUsual } }, german);

  it('a reason says the same, titles and queries as they are', () => {
    const told = { upvotes: 1_040, primaryCategory: 'cs.RO', trend: { gainPerDay: 38, timesUsual: 10.4 } };
    expect(reasonInWords(1, phrase, told, german)).toBe(
      'weil Sie der Suche „sparse attention“ folgen · 1.040 Stimmen · +38 an einem Tag, zehnmal so viel wie in Robotics üblich',
    );
    expect(sectionTitle(1, paper, german)).toBe('Ähnlich wie „On x²“');
    expect(sectionTitle(1, category, german)).toBe('Robotics');
  });

  it('a trend counts', () => {
    expect(trend(38, 2)).toBe('+38 an einem Tag, doppelt so viel wie in Robotics üblich');
    expect(trend(1_204, 11)).toBe('+1.204 an einem Tag, 11-mal so viel wie in Robotics üblich');
  });
});

describe('the name of what is followed', () => {
  it('is what its reader would say', () => {
    expect([category, query, author, paper].map((one) => subjectName(one, english))).toEqual([
      'Robotics',
      '“sparse attention”',
      'Ada Lovelace',
      'papers like “On x²”',
    ]);
    expect(sectionTitle(1, paper, english)).toBe('Like “On x²”');
    expect(sectionTitle(editorsPicks, null, english)).toBe('Editor’s picks');
    const collection = { kind: 'collection' as const, slug: 'reading-group', name: 'Reading group' };
    expect(sectionTitle(fromCollection, collection, english)).toBe('Reading group');
    expect(sectionReason(fromCollection, collection, english)).toBe('A collection by the editor');
    expect(sectionTitle(allFields, null, english)).toBe('Trending in all fields');
  });
});

describe('sections', () => {
  const cut = (...subjectIds: number[]) =>
    inSections(subjectIds.map((subjectId) => ({ subjectId }))).map(({ subjectId, papers }) => [
      subjectId,
      papers.length,
    ]);
  it('are cut where the subject changes', () => {
    expect(cut(editorsPicks, 3, 3, 5)).toEqual([
      [editorsPicks, 1],
      [3, 2],
      [5, 1],
    ]);
    expect(cut(editorsPicks, editorsPicks)).toEqual([[editorsPicks, 2]]);
    expect(cut(fromCollection, fromCollection)).toEqual([[fromCollection, 2]]);
    expect(cut(3, 3, fromCollection)).toEqual([
      [3, 2],
      [fromCollection, 1],
    ]);
  });
  it('come after the few that open a digest', () => {
    expect(cut(editorsPicks, 3, 5, 3, 3, 5, 5, 5, fromCollection)).toEqual([
      [editorsPicks, 1],
      [null, 2],
      [3, 2],
      [5, 3],
      [fromCollection, 1],
    ]);
    // The first three are of one subject, and so stand in its section.
    expect(cut(3, 3, 3, 3, 5, 5, 5)).toEqual([
      [3, 4],
      [5, 3],
    ]);
    // A short one has no opening.
    expect(cut(3, 5, 3, 3, 5, 5)).toEqual([[null, 6]]);
  });
  it('are one list where subjects are mixed, or there is only one', () => {
    expect(cut(3, 5, 3, 5, 3, 5, 3, 5)).toEqual([[null, 8]]);
    expect(cut(3, 5, 3)).toEqual([[null, 3]]);
    expect(cut(3, 3)).toEqual([[null, 2]]);
    expect(cut()).toEqual([]);
  });
});
