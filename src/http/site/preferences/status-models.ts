import type { Language } from '../../../domain/languages/language.ts';
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

/** `suppressed`: the address must not be mailed, whatever the status says. */
export function statusModel(
  subscriber: Subscriber,
  suppressed: boolean,
  now: Date,
  language: Language,
): StatusModel {
  const { status: names, barred, pendingNotice, unsubscribedNotice } = language.pages.preferences;
  const { status, timezone, nextDueAt, createdAt, confirmedAt, unsubscribedAt } = subscriber;
  const on = (date: Date | null) => (date === null ? null : dateOf(date, timezone, language));
  const none = { since: null, notice: null, nextDigest: null, pausedUntil: null, canPause: false };
  const pause = pauseOf(subscriber, now);
  switch (status) {
    case 'active':
      return {
        ...none,
        text: pause === null ? names.active : names.paused,
        since: pause === null ? on(confirmedAt) : null,
        notice: suppressed ? barred : null,
        nextDigest: suppressed || nextDueAt === null ? null : momentOf(nextDueAt, timezone, language),
        pausedUntil: suppressed ? null : on(pause),
        canPause: !suppressed,
      };
    case 'pending':
      return {
        ...none,
        text: names.pending,
        since: on(createdAt),
        notice: pendingNotice,
      };
    case 'unsubscribed':
      return {
        ...none,
        text: names.unsubscribed,
        since: on(unsubscribedAt),
        notice: suppressed ? barred : unsubscribedNotice,
      };
    case 'bounced':
      return { ...none, text: names.bounced, notice: barred };
    case 'complained':
      return { ...none, text: names.complained, notice: barred };
  }
}
