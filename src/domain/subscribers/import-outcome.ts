import { endsSubscription, type SubscriberStatus } from './subscriber.ts';

/** What is known of an address before a row of a file is read; `status` null: it is no subscriber's. */
export type Standing = {
  status: SubscriberStatus | null;
  /** It, or its domain, must not be mailed. */
  suppressed: boolean;
};

/** What came of a row: every row of a file is in exactly one of these. */
export type RowOutcome = 'added' | 'changed' | 'existing' | 'refused';

export const unknownAddress: Standing = { status: null, suppressed: false };

/**
 * What comes of a row that says `told` of an address, and how the address stands after it. Who is known stays as they
 * are, unless the row says that their subscription has ended: the stricter status wins. Nobody begins to be mailed at
 * an address that is suppressed.
 */
export function settle(known: Standing, told: SubscriberStatus): { outcome: RowOutcome; after: Standing } {
  const { status, suppressed } = known;
  if (told === 'active' && suppressed) return { outcome: 'refused', after: known };
  const after: Standing = {
    status: told,
    suppressed: suppressed || told === 'bounced' || told === 'complained',
  };
  if (status === null) return { outcome: 'added', after };
  if (endsSubscription(status, told)) return { outcome: 'changed', after };
  return { outcome: 'existing', after: known };
}
