import { minuteMs } from '../time/units.ts';

/** Wrong codes in a row that cost no time: fingers slip. */
const free = 5;
const first = 30_000;
const longest = 15 * minuteMs;

/**
 * How long no further code is taken after so many wrong ones in a row, in milliseconds. Three codes of a million are
 * right at any moment (RFC 6238, with one step either way), so that the longest wait leaves a guesser about 1 % a
 * month; it ends by itself, and recovery codes, which nobody guesses, are taken meanwhile: nobody is locked out.
 */
export function waitAfter(failures: number): number {
  return failures < free ? 0 : Math.min(longest, first * 2 ** (failures - free));
}
