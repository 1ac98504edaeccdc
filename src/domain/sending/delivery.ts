/** The eight states; a digest's audience is always the sum of the deliveries in them. */
export const deliveryStates = [
  'queued',
  'sending',
  'sent',
  'failed',
  'unknown',
  'suppressed',
  'skipped',
  'cancelled',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export type DigestCounts = { audience: number } & Record<DeliveryState, number>;

/** Adds the states up: the audience is their sum by construction. */
export function countStates(rows: Iterable<{ state: DeliveryState; count: number }>): DigestCounts {
  const counts: DigestCounts = {
    audience: 0,
    queued: 0,
    sending: 0,
    sent: 0,
    failed: 0,
    unknown: 0,
    suppressed: 0,
    skipped: 0,
    cancelled: 0,
  };
  for (const { state, count } of rows) {
    counts[state] += count;
    counts.audience += count;
  }
  return counts;
}
