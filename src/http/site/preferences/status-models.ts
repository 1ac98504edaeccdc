import { pauseOf } from '../../../domain/subscribers/pause.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { dateOf, type Moment, momentOf } from '../../forms/words.ts';

/** How a subscription stands. */
export type StatusModel = {
  text: string;
  since: Moment | null;
  /** Why no digest comes, and what can be done about it. */
  notice: string | null;
  nextDigest: Moment | null;
  /** Until when the digests pause; null when they do not. */
  pausedUntil: Moment | null;
  /** The digests can be paused. */
  canPause: boolean;
};

const barred =
  'Mail to your address was refused or reported before, so no digest comes. Please write to the operators of this service to change that.';

/** `suppressed`: the address must not be mailed, whatever the status says. */
export function statusModel(subscriber: Subscriber, suppressed: boolean, now: Date): StatusModel {
  const { status, timezone, nextDueAt, createdAt, confirmedAt, unsubscribedAt } = subscriber;
  const on = (date: Date | null) => (date === null ? null : dateOf(date, timezone));
  const none = { since: null, notice: null, nextDigest: null, pausedUntil: null, canPause: false };
  const pause = pauseOf(subscriber, now);
  switch (status) {
    case 'active':
      return {
        ...none,
        text: pause === null ? 'Active' : 'Paused',
        since: pause === null ? on(confirmedAt) : null,
        notice: suppressed ? barred : null,
        nextDigest: suppressed || nextDueAt === null ? null : momentOf(nextDueAt, timezone),
        pausedUntil: suppressed ? null : on(pause),
        canPause: !suppressed,
      };
    case 'pending':
      return {
        ...none,
        text: 'Waits for your confirmation',
        since: on(createdAt),
        notice:
          'No digest comes yet: please press the button in the mail that we sent you. If it is lost or older than two days, fill in the subscribe form once more.',
      };
    case 'unsubscribed':
      return {
        ...none,
        text: 'Unsubscribed',
        since: on(unsubscribedAt),
        notice: suppressed ? barred : 'You are unsubscribed: no digest comes.',
      };
    case 'bounced':
      return { ...none, text: 'Stopped, as mail to your address was refused', notice: barred };
    case 'complained':
      return { ...none, text: 'Stopped, as our mail was reported as unwanted', notice: barred };
  }
}
