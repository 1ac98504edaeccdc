import { expect, it } from 'vitest';
import { tryWaitAfter, waitAfter } from '../../../../src/domain/accounts/code-throttle.ts';

it('a few slips cost nothing, then the wait doubles up to a quarter of an hour', () => {
  const seconds = Array.from({ length: 12 }, (_, failures) => waitAfter(failures) / 1000);
  expect(seconds).toEqual([0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]);
  expect(waitAfter(10_000)).toBe(900_000);
});

it('a guesser who never tires has about one chance in a hundred a month', () => {
  let now = 0;
  let guesses = 0;
  for (; now < 30 * 86_400_000; guesses++) now += waitAfter(guesses + 1);
  expect((guesses * 3) / 1_000_000).toBeLessThan(0.01);
});

it('passwords wait for less long, and never for more than five minutes', () => {
  expect([4, 5, 6, 7, 100].map(tryWaitAfter)).toEqual([0, 10_000, 20_000, 40_000, 300_000]);
});
