import type { DeliveryState } from '../sending/delivery.ts';

// What a reader got, and what is still owed: the one rule by which no paper is lost and none comes twice.

/** One delivery to a reader: the instant as of which its digest was planned, and the papers that were chosen for it. */
export type PastDelivery = {
  asOf: Date;
  state: DeliveryState;
  paperIds: readonly number[];
  /** It was the welcome mail or an announcement: its papers were seen, but it was no digest. Absent: it was one. */
  welcome?: boolean;
};

export type ReaderHistory = {
  /** The instant of the last digest that went out, may have arrived, or is about to go out; null: there is none. */
  lastDigestAt: Date | null;
  /** Papers of such digests: they must not come again. */
  seen: Set<number>;
  /** Papers that were chosen for a digest that did not go out: they may come, however long they are known. */
  owed: Set<number>;
};

/**
 * Whether a delivery counts as one that its reader has. `unknown` may have arrived; what is queued is about to go out,
 * and counts no more as soon as it has failed or was cancelled.
 */
export function counts(state: DeliveryState): boolean {
  switch (state) {
    case 'sent':
    case 'unknown':
    case 'sending':
    case 'queued':
      return true;
    case 'failed':
    case 'cancelled':
    case 'suppressed':
    case 'skipped':
      return false;
  }
}

/**
 * What a reader's deliveries come to. `caughtUpAt`: everything that was due up to then counts as sent, as an admin said
 * after a restore; null: nothing of the kind.
 */
export function readerHistory(deliveries: Iterable<PastDelivery>, caughtUpAt: Date | null): ReaderHistory {
  const history: ReaderHistory = { lastDigestAt: caughtUpAt, seen: new Set(), owed: new Set() };
  for (const { asOf, state, paperIds, welcome = false } of deliveries) {
    const isCaughtUp = caughtUpAt !== null && asOf <= caughtUpAt;
    if (!counts(state) && !isCaughtUp) {
      for (const id of paperIds) history.owed.add(id);
      continue;
    }
    for (const id of paperIds) history.seen.add(id);
    if (counts(state) && !welcome && (history.lastDigestAt === null || asOf > history.lastDigestAt))
      history.lastDigestAt = asOf;
  }
  for (const id of history.seen) history.owed.delete(id);
  return history;
}
