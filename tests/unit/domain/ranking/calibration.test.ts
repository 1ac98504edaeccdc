import { describe, expect, it } from 'vitest';
import { calibrated } from '../../../../src/domain/ranking/calibration.ts';

const kinds = ['topic', 'query', 'author', 'paper'] as const;
const odds = [-3, -1.7, 0, 1, 3, 6, 12];

describe('what evidence is worth', () => {
  it('never turns the order of a subject’s papers, however many votes there are', () => {
    for (const kind of kinds) {
      for (const heard of [0, 0.5, 0.9, 1]) {
        const worth = odds.map((logOdds) => calibrated(kind, logOdds, heard));
        expect(worth).toEqual(worth.toSorted((a, b) => a - b));
        expect(new Set(worth).size).toBe(odds.length);
      }
    }
  });
  it('is less the more votes there are that could have said it', () => {
    for (const kind of ['query', 'paper'] as const)
      expect(calibrated(kind, 3, 0.9)).toBeLessThan(calibrated(kind, 3, 0.5));
    expect(calibrated('query', 3, 0.5)).toBeLessThan(calibrated('query', 3, 0));
  });
  it('takes a paper that is followed for a vote', () => {
    expect(calibrated('paper', 1, 0)).toBe(calibrated('paper', 1, 0.5));
  });
});
