import { dayMs } from '../time/units.ts';
import type { Subscriber } from './subscriber.ts';

/** For how many days unsubscribing can be undone without a new confirmation: as long as it may have been a slip. */
export const undoDays = 7;

/**
 * How often within those days. Each undo is answered by a mail, and whoever was given a forwarded digest has its links:
 * more than a reader needs, too few to fill a mailbox.
 */
export const mostUndos = 3;

/** What the history of a subscription calls it. */
export const undoneEvent = 'unsubscribing undone';

type Event = { kind: string; actor: string; at: Date };

/**
 * Until when a subscription can be made active again as it was, by the consent that it had: only one that was confirmed
 * and that the reader ended. Null: not at all, or not any more. Whether its address is barred is not looked at.
 */
export function undoableUntil(
  subscriber: Pick<Subscriber, 'status' | 'confirmedAt' | 'unsubscribedAt'>,
  history: readonly Event[],
  now: Date,
): Date | null {
  const { status, confirmedAt, unsubscribedAt } = subscriber;
  if (status !== 'unsubscribed' || confirmedAt === null || unsubscribedAt === null) return null;
  // Who ended it: the last word counts, whether an admin or an import had one in between.
  const ended = history.findLast(({ kind }) => kind === 'unsubscribed');
  if (ended?.actor !== 'reader' || ended.at.getTime() !== unsubscribedAt.getTime()) return null;
  const span = undoDays * dayMs;
  const until = new Date(unsubscribedAt.getTime() + span);
  const undone = history.filter(
    ({ kind, at }) => kind === undoneEvent && now.getTime() - at.getTime() < span,
  );
  return now < until && undone.length < mostUndos ? until : null;
}
