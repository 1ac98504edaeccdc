import { describe, expect, test } from 'vitest';
import { releaseLeap, signsOfRestore } from '../../../../src/domain/time/restore.ts';

const identity = { system: '7711', timeline: '00000001', database: '16384' };
const nothing = { system: null, timeline: null, database: null };
const known = { installation: 'this one', ticks: 10, digestId: 4, identity };
const mark = { installation: 'this one', ticks: 9, digestId: 4 };

describe('a database', () => {
  test.each([
    ['goes on', known, identity, mark],
    ['is new to this machine', known, identity, null],
    ['was never looked at before', { ...known, ticks: 1, identity: nothing }, identity, null],
    ['is on a server that tells nothing of itself', known, nothing, mark],
    ['was worked on by other machines since', known, identity, { ...mark, ticks: 2, digestId: 1 }],
    ['was let go on since', { ...known, ticks: 10 + releaseLeap }, identity, { ...mark, digestId: 5 }],
    ['is not the one that was used here before', known, identity, { ...mark, installation: 'x', ticks: 99 }],
  ])('that %s shows no sign', (_, before, found, remembered) => {
    expect(signsOfRestore(before, found, remembered)).toEqual([]);
  });

  test.each([
    ['on another server', { ...identity, system: '7712' }, mark, 'another PostgreSQL server'],
    ['on a new timeline', { ...identity, timeline: '00000002' }, mark, 'recovered to an earlier moment'],
    ['with another number', { ...identity, database: '16385' }, null, 'into another database'],
    ['with a tick that was counted before', identity, { ...mark, ticks: 10 }, 'knows less'],
    ['without a digest that was there', identity, { ...mark, digestId: 5 }, 'knows less'],
  ])('%s shows one', (_, found, remembered, words) => {
    expect(signsOfRestore(known, found, remembered)).toEqual([expect.stringContaining(words)]);
  });

  test('says all that speaks for it', () => {
    const found = { system: 'x', timeline: 'x', database: 'x' };
    expect(signsOfRestore(known, found, { ...mark, ticks: 99 })).toHaveLength(4);
  });
});
