import { dayMs } from '../time/units.ts';

/**
 * The most messages of digests on each day of a warm-up, the first day first; after the last one there is no limit.
 * Times 1.4 a day, rounded. Mailbox providers publish no numbers of their own; those who send for many do:
 * - Twilio SendGrid's automated warm-up: times 1.4 a day, from 20 an hour
 *   (https://docs.sendgrid.com/ui/sending-email/warming-up-an-ip-address)
 * - OneSignal: from 300 a day, a fifth more each day (https://documentation.onesignal.com/docs/en/email-warm-up)
 * - Amazon SES: at least 14 days, and up to 50,000 a day in 45 days
 *   (https://docs.aws.amazon.com/ses/latest/DeveloperGuide/dedicated-ip-warming.html) The start is lower than that, as
 *   nobody here knows how many of the readers are at one provider; the pace is the fastest of them, as every reader has
 *   confirmed.
 */
export const warmUpPlan: readonly number[] = [
  200, 280, 400, 550, 770, 1_000, 1_500, 2_000, 3_000, 4_000, 6_000, 8_000, 11_000, 16_000, 22_000, 31_000,
  44_000, 60_000, 85_000, 120_000,
];

/** What may be sent on one day of a warm-up. */
export type WarmUpDay = {
  /** In UTC, as in `2026-12-01`. */
  day: string;
  /** Messages of digests. */
  most: number;
  /** When the next day begins. */
  ends: Date;
};

/** Why a digest waits, in words for an admin, and until when. */
export type WarmUpPause = { reason: string; until: Date };

const reasonStart = 'warm-up: ';

/** Whether a text is a day that there is, as in `2026-12-01`. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // Some days that no month has are read as days of the next one.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/**
 * What the plan allows on the day (UTC) of `now` when `from` was the first one; null after its last day. A day before
 * the first one is like it: what is sent then, is sent from a domain that nobody knows.
 */
export function warmUpDay(from: string, now: Date): WarmUpDay | null {
  const today = Math.floor(now.getTime() / dayMs);
  const past = today - Math.floor(Date.parse(`${from}T00:00:00Z`) / dayMs);
  const most = warmUpPlan[Math.max(0, past)];
  if (most === undefined) return null;
  return {
    day: new Date(today * dayMs).toISOString().slice(0, 10),
    most,
    ends: new Date((today + 1) * dayMs),
  };
}

/** What a digest says when the messages of a day are used up. */
export function warmUpPause({ most, ends }: WarmUpDay): WarmUpPause {
  return {
    reason: `${reasonStart}${most.toLocaleString('en')} messages today; goes on at 00:00 UTC`,
    until: ends,
  };
}

/** Whether these are the words of such a pause, of whatever day. */
export function isWarmUpReason(problem: string | null): boolean {
  return problem?.startsWith(reasonStart) === true;
}
