import type { Needs } from '../deps.ts';
import type { AddressedDelivery, DeliveryQuery } from '../digests/digest-report-store.ts';

export const deliveryColumns = [
  'delivery',
  'email',
  'state',
  'attempts',
  'sent_at',
  'next_attempt_at',
  'message_id',
  'detail',
] as const;

const page = 1_000;

/** The deliveries of a digest as rows of a table, read a page at a time. */
export async function* exportDeliveries(
  { stores }: Needs<never, 'reports'>,
  query: Omit<DeliveryQuery, 'after' | 'limit'>,
): AsyncGenerator<Record<(typeof deliveryColumns)[number], string>> {
  let after = '0';
  for (;;) {
    const rows = await stores.reports.deliveries({ ...query, after, limit: page });
    yield* rows.map(toRow);
    const last = rows.at(-1);
    if (last === undefined || rows.length < page) return;
    after = last.id;
  }
}

function toRow({ id, email, state, attempt, sentAt, nextAttemptAt, messageId, detail }: AddressedDelivery) {
  return {
    delivery: id,
    email: email ?? '',
    state,
    attempts: String(attempt),
    sent_at: sentAt?.toISOString() ?? '',
    next_attempt_at: nextAttemptAt?.toISOString() ?? '',
    message_id: messageId ?? '',
    detail: detail ?? '',
  };
}
