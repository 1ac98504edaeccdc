import type { LanguageTag } from '../languages/index.ts';
import type { HeldInterest } from '../papers/subject.ts';
import type { Rhythm } from '../time/cadence.ts';

export const subscriberStatuses = ['pending', 'active', 'unsubscribed', 'bounced', 'complained'] as const;
export type SubscriberStatus = (typeof subscriberStatuses)[number];

/** The id of no subscriber, since they begin with 1: links with it can be tried, and nothing comes of it. */
export const nobody = 0;
export const quietDayChoices = ['skip', 'note'] as const;
/** What comes when there is nothing new for a reader: no mail, or a short note. */
export type QuietDays = (typeof quietDayChoices)[number];

export type Subscriber = Rhythm & {
  id: number;
  email: string;
  name: string | null;
  status: SubscriberStatus;
  quietDays: QuietDays;
  /** Of mails. */
  language: LanguageTag;
  interests: HeldInterest[];
  /** The instant at which the next digest is due; null unless active. */
  nextDueAt: Date | null;
  /** `asOf` of the last digest planned for this subscriber. */
  lastDigestAt: Date | null;
  createdAt: Date;
  confirmedAt: Date | null;
  unsubscribedAt: Date | null;
};
