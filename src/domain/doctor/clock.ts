import { fail, pass, type Verdict, warn } from './check.ts';

/** What another clock showed when this one was read. */
export type ClockReading = {
  /** Whose clock it is. */
  reference: string;
  /** By how many milliseconds it is ahead of ours, with the time of the round trip allowed for. */
  aheadMs: number;
  /** How far that may be off, in milliseconds: half of the round trip, and what the clock rounds. */
  uncertainMs: number;
  /** Whether it is known to be the clock of this very machine. */
  own: boolean;
};

/** From here on a clock is worth a look. */
const noticeableMs = 10_000;
/** From here on signatures, links and the times at which mail goes out are wrong. */
const wrongMs = 300_000;

/** Judges this machine's clock: `Date` and the time of a signature in each mail come from it, and all due times. */
export function judgeClock(readings: readonly ClockReading[]): Verdict {
  if (readings.length === 0)
    return warn('There was no other clock to compare with: see that this machine sets its clock by NTP.');
  const off = ({ aheadMs, uncertainMs }: ClockReading) => Math.max(0, Math.abs(aheadMs) - uncertainMs);
  const worst = readings.reduce((one, other) => (off(other) > off(one) ? other : one));
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  if (off(worst) >= noticeableMs) {
    const words = `The clock of ${worst.reference} is ${seconds(Math.abs(worst.aheadMs))} ${worst.aheadMs > 0 ? 'ahead of' : 'behind'} ours: set the clocks of both by NTP.`;
    return off(worst) >= wrongMs ? fail(words) : warn(words);
  }
  const others = readings.filter(({ own }) => !own);
  if (others.length === 0) {
    return warn(
      `The clock was compared with no other, since this machine is also that of ${readings.map(({ reference }) => reference).join(' and ')}: see that it is set by NTP.`,
    );
  }
  return pass(
    others
      .map(
        ({ reference, aheadMs, uncertainMs }) =>
          `Within ${seconds(Math.abs(aheadMs) + uncertainMs)} of the clock of ${reference}.`,
      )
      .join(' '),
  );
}
