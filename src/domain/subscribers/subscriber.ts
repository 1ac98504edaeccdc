import type { HeldInterest } from '../papers/subject.ts';
import type { Preferences } from './preferences.ts';

export const subscriberStatuses = ['pending', 'active', 'unsubscribed', 'bounced', 'complained'] as const;
export type SubscriberStatus = (typeof subscriberStatuses)[number];

/** The more a status forbids, the later it stands here. */
const strictness: readonly SubscriberStatus[] = [
  'active',
  'pending',
  'unsubscribed',
  'bounced',
  'complained',
];

/**
 * Whether what a list of another service says of somebody ends what is known here: that they unsubscribed, that their
 * mail came back, or that they complained. It never begins anything.
 */
export function endsSubscription(known: SubscriberStatus, told: SubscriberStatus): told is EndedStatus {
  return isEnded(told) && strictness.indexOf(told) > strictness.indexOf(known);
}

/** The one of two that forbids more. */
export function stricter(one: SubscriberStatus, other: SubscriberStatus): SubscriberStatus {
  return strictness.indexOf(other) > strictness.indexOf(one) ? other : one;
}

export type EndedStatus = Exclude<SubscriberStatus, 'active' | 'pending'>;

export function isEnded(status: SubscriberStatus): status is EndedStatus {
  return status !== 'active' && status !== 'pending';
}

/** The id of no subscriber, since they begin with 1: links with it can be tried, and nothing comes of it. */
export const nobody = 0;

export type Subscriber = Preferences & {
  id: number;
  email: string;
  name: string | null;
  status: SubscriberStatus;
  interests: HeldInterest[];
  /** The names of an admin's tags, in the order of the alphabet. */
  tags: string[];
  /** The instant at which the next digest is due; null unless active. */
  nextDueAt: Date | null;
  /** Until when no digest is planned, by the reader's wish; long past, or null: there is no pause. */
  pausedUntil: Date | null;
  /** `asOf` of the last digest that was sent to this subscriber, or may have arrived. */
  lastDigestAt: Date | null;
  createdAt: Date;
  confirmedAt: Date | null;
  unsubscribedAt: Date | null;
};
