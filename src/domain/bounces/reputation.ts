// When a digest stops by itself: what comes back of its first messages tells what the rest would do to the sender's
// reputation.

/** How many messages of a digest it is judged by: the first ones to be sent. */
export const sampleSize = 1_000;

export const stopReasons = ['hard-bounces', 'complaints'] as const;
export type StopReason = (typeof stopReasons)[number];

/**
 * More than one message in `oneIn` is too many, but never fewer than `least`: in a small digest a few say nothing.
 * - Hard bounces: Amazon SES reviews a sender at 5 % and pauses it at 10 %
 *   (https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html). Ten dead addresses are no accident,
 *   two of thirty can be.
 * - Complaints: Gmail wants them below 0.1 % (https://support.google.com/a/answer/14229414), where Amazon SES reviews a
 *   sender, too. One reader who presses the wrong button would be 0.2 % of 500; with a true rate of one in ten
 *   thousand, two of the first thousand come about once in two hundred digests.
 */
const limits: Readonly<Record<StopReason, { oneIn: number; least: number }>> = {
  'hard-bounces': { oneIn: 20, least: 10 },
  complaints: { oneIn: 1_000, least: 2 },
};

/** What came back of a digest so far; each message counts once for each kind. */
export type Returned = {
  /** How many of its messages are the first ones, at most `sampleSize`. */
  sample: number;
  /** False while its audience is being frozen: the sample may still grow to its full size. */
  planned: boolean;
  /** Hard bounces of the sample, refusals while sending among them. */
  sampleHardBounces: number;
  sampleComplaints: number;
  /** Complaints of the whole digest. */
  complaints: number;
  /** Messages of the whole digest that were accepted. */
  sent: number;
};

/** Why a digest stops, in words for an admin. */
export type Stop = { reason: StopReason; words: string };

function isTooMany(reason: StopReason, count: number, of: number): boolean {
  const { oneIn, least } = limits[reason];
  return count >= least && count * oneIn > of;
}

/**
 * Whether a digest is to stop. It is too much when it is too much for the whole sample, however little of that was sent
 * yet, so nothing that comes later could make it right; complaints, which come late, count over the whole digest as
 * well. What an admin has let go on (`stopped`: the reasons that it was stopped for before) does not stop it again.
 */
export function stopFor(returned: Returned, stopped: readonly StopReason[]): Stop | null {
  const { sampleHardBounces, sampleComplaints, complaints, sent } = returned;
  const sample = returned.planned ? returned.sample : sampleSize;
  const first = `its first ${sample.toLocaleString('en')} messages`;
  if (!stopped.includes('hard-bounces') && isTooMany('hard-bounces', sampleHardBounces, sample))
    return { reason: 'hard-bounces', words: inWords(sampleHardBounces, 'hard bounces', first, '5 %') };
  if (stopped.includes('complaints')) return null;
  if (isTooMany('complaints', sampleComplaints, sample))
    return { reason: 'complaints', words: inWords(sampleComplaints, 'complaints', first, '0.1 %') };
  const all = Math.max(sent, sample);
  if (isTooMany('complaints', complaints, all)) {
    const messages = `its ${sent.toLocaleString('en')} messages so far`;
    return { reason: 'complaints', words: inWords(complaints, 'complaints', messages, '0.1 %') };
  }
  return null;
}

function inWords(count: number, what: string, messages: string, share: string): string {
  return `stopped by itself: ${count.toLocaleString('en')} ${what} among ${messages}, more than ${share}. Find out why before you resume it; it does not stop for ${what} again`;
}
