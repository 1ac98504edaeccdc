import { recordAction } from '../audit.ts';
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

/**
 * The deliveries of a digest as rows of a table with addresses, read a page at a time. `actor` asked for them: the log
 * of changes says so before the first row.
 */
export async function* exportDeliveries(
  { stores, now }: Needs<'now', 'audit' | 'reports'>,
  { actor, ...query }: Omit<DeliveryQuery, 'after' | 'limit'> & { actor: string },
): AsyncGenerator<Record<(typeof deliveryColumns)[number], string>> {
  const { digestId, state } = query;
  const detail = state === null ? {} : { state };
  await recordAction(stores, { actor, at: now() }, 'deliveries exported', `digest ${digestId}`, detail);
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
