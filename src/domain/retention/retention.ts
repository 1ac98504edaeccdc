import type { FieldError } from '../errors.ts';
import { trendDays } from '../ranking/trending.ts';
import { newsDays } from '../time/cadence.ts';
import { dayMs } from '../time/units.ts';

// What is kept how long: the one table of it. What an owner may change is in `retention`, and is tidied at night; what
// is as short as safety asks for is in `shortTerms`, and goes within a minute.

export type RetentionRule = {
  /** What it is, for people. */
  what: string;
  /** What happens to it then, and what stays. */
  effect: string;
  /** Days, unless an owner says otherwise. */
  days: number;
  /** Fewer would break a promise, or what is computed from it. */
  least: number;
  /** Whether it may be kept for ever. */
  forEver: boolean;
};

/** The longest window of a trend, before the first paper that takes part in it. */
const trendReach = trendDays + 30;

export const retention = {
  deliveries: {
    what: 'Deliveries',
    effect:
      'A digest keeps its counts and its page in the archive. Of each reader is kept which papers they were sent, so that none comes twice.',
    days: 180,
    // History is read for as long as a paper is news; a month more for a digest that was held up.
    least: newsDays + 30,
    forEver: true,
  },
  signalsByDay: {
    what: 'Votes, each count',
    effect: 'The last count of each day stays, for each paper and source.',
    days: trendReach,
    least: trendReach,
    forEver: true,
  },
  signalsByWeek: {
    what: 'Votes, a count a day',
    effect: 'The last count of each week stays, for each paper and source.',
    days: 365,
    least: trendReach,
    forEver: true,
  },
  unconfirmed: {
    what: 'Addresses that nobody confirmed',
    effect: 'All of it goes. Counted from their last request.',
    days: 30,
    // A link to confirm works for two days.
    least: 3,
    forEver: false,
  },
  unsubscribed: {
    what: 'Readers who unsubscribed',
    effect:
      'All of it goes but a scrambled form of the address, so that no list brings them back. They can come back by the form.',
    days: 365,
    // It can be undone for a week.
    least: 30,
    forEver: true,
  },
  requests: {
    what: 'Requests that nobody confirmed',
    effect:
      'The last request of each reader stays, and each that was confirmed: they are the evidence of consent.',
    days: 90,
    // The caps look back for thirty days.
    least: 31,
    forEver: true,
  },
  events: {
    what: 'Histories of subscriptions',
    effect: 'Why somebody is barred now stays.',
    days: 1_096,
    least: 365,
    forEver: true,
  },
  bounces: {
    what: 'Bounces and complaints',
    effect: 'The counts of each digest stay, and the suppressions.',
    days: 365,
    // Five soft bounces bar an address: of a monthly digest they take half a year, of one that misses some more.
    least: 240,
    forEver: true,
  },
  webhookPosts: {
    what: 'Posts of mail providers, counted',
    effect: 'They go.',
    days: 30,
    least: 1,
    forEver: true,
  },
  integrationMessages: {
    what: 'The log of integrations',
    effect: 'What still waits stays.',
    days: 30,
    least: 1,
    forEver: true,
  },
  imports: {
    what: 'Imports of subscribers',
    effect: 'The file goes too, and the rows that were refused. Counted from the last change.',
    days: 7,
    least: 1,
    forEver: false,
  },
  bulkChanges: {
    what: 'Changes of many subscribers',
    effect: 'What came of each goes; the log of changes has a line.',
    days: 30,
    least: 1,
    forEver: true,
  },
  caughtMail: {
    what: 'Mail caught instead of sent',
    effect: 'It goes; of more than 2,000, the oldest go before.',
    days: 30,
    least: 1,
    forEver: true,
  },
  pictures: {
    what: 'Pictures that nothing shows',
    effect: 'What stands in a letter, in an editor’s words, in a draft or on a page stays.',
    days: 90,
    least: 7,
    forEver: true,
  },
  log: {
    what: 'The log of changes',
    effect: 'It goes. The law of some countries asks for more, or for less.',
    days: 1_096,
    least: 365,
    forEver: true,
  },
} as const satisfies Record<string, RetentionRule>;

export type RetentionName = keyof typeof retention;
export const retentionNames = Object.keys(retention) as RetentionName[];

/** For how many days each is kept; 0: for ever. */
export type RetentionTerms = Record<RetentionName, number>;

/** What goes by itself within a minute: in days. It holds an address, or is what a cap looks back to, and no more. */
export const shortTerms = {
  /** A wish for a link: what the caps on them look back to, and a day more. */
  linkRequests: 2,
  /** What signed a provider's post: longer than it is good by a clock that is nine hours off. */
  webhookTokens: 1,
  /** Tries with passwords, after the last one. */
  signInTries: 1,
  /** An invitation after its end, and a wish for a new password. */
  accountLinks: 30,
  /** Bounces of whom nobody could be found, with the message. */
  unmatchedBounces: 30,
} as const;

const mostDays = 36_500;

/** What holds: what an owner has said, else what is usual. */
export function termsOf(said: Partial<Readonly<Record<string, number>>>): RetentionTerms {
  const terms = retentionNames.map((name) => [name, said[name] ?? retention[name].days] as const);
  return Object.fromEntries(terms) as RetentionTerms;
}

/** Before when something goes that is kept for so many days; null: never. */
export function goesBefore(days: number, now: Date): Date | null {
  return days === 0 ? null : new Date(now.getTime() - days * dayMs);
}

/** What is typed for one term; null: nothing, so the usual holds. Wrong: undefined. */
function readDays(typed: string): number | null | undefined {
  const text = typed.slice(0, 20).trim();
  if (text === '') return null;
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

/**
 * Reads what an owner typed: whole numbers of days, 0 for ever where that is possible, nothing for the usual. Tells
 * every field that is wrong. `said` has what differs from the usual.
 */
export function readTerms(typed: Readonly<Record<RetentionName, string>>): {
  said: Partial<RetentionTerms>;
  errors: FieldError[];
} {
  const errors: FieldError[] = [];
  const said: Partial<RetentionTerms> = {};
  for (const name of retentionNames) {
    const { days: usual, least, forEver } = retention[name];
    const days = readDays(typed[name]);
    if (days === null || days === usual) continue;
    const fits = days !== undefined && (days === 0 ? forEver : days >= least && days <= mostDays);
    if (fits) said[name] = days;
    else
      errors.push({
        field: name,
        message: `must be a whole number of days from ${least} to ${mostDays}${forEver ? ', or 0 for ever' : ''}`,
      });
  }
  const { signalsByDay, signalsByWeek } = termsOf(said);
  if (signalsByWeek !== 0 && signalsByDay !== 0 && signalsByWeek < signalsByDay && errors.length === 0)
    errors.push({ field: 'signalsByWeek', message: 'must not be shorter than that of each count' });
  return { said, errors };
}
