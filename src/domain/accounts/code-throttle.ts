import { minuteMs } from '../time/units.ts';

/** Wrong codes in a row that cost no time: fingers slip. */
const free = 5;
const first = 30_000;
const longest = 15 * minuteMs;

/** The same for passwords, of which a good one withstands more guesses: the owner waits for less long. */
const firstTry = 10_000;
const longestTry = 5 * minuteMs;

/**
 * How long no further password is looked at after so many tries in a row, in milliseconds. A guesser has 300 a day for
 * an account, whatever networks they come from.
 */
export function tryWaitAfter(tries: number): number {
  return tries < free ? 0 : Math.min(longestTry, firstTry * 2 ** (tries - free));
}

/**
 * How long no further code is taken after so many wrong ones in a row, in milliseconds. Three codes of a million are
 * right at any moment (RFC 6238, with one step either way), so that the longest wait leaves a guesser about 1 % a
 * month; it ends by itself, and recovery codes, which nobody guesses, are taken meanwhile: nobody is locked out.
 */
export function waitAfter(failures: number): number {
  return failures < free ? 0 : Math.min(longest, first * 2 ** (failures - free));
}
