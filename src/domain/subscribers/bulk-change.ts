import type { SubscriberStatus } from './subscriber.ts';

/** What an admin can have done to many subscribers at once. */
export const bulkKinds = ['tag', 'untag', 'unsubscribe', 'erase'] as const;
export type BulkKind = (typeof bulkKinds)[number];

/** `stopped`: an admin ended it; who had had their turn stays changed. */
export type BulkState = 'running' | 'done' | 'stopped';

/** Whom a kind is for: a subscription that has ended cannot be ended. */
const concerned: Record<BulkKind, readonly SubscriberStatus[] | 'all'> = {
  tag: 'all',
  untag: 'all',
  unsubscribe: ['active', 'pending'],
  erase: 'all',
};

export function statusesOf(kind: BulkKind): readonly SubscriberStatus[] | null {
  const statuses = concerned[kind];
  return statuses === 'all' ? null : statuses;
}
