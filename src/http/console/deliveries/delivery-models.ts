import type { AddressedDelivery } from '../../../app/digests/digest-report-store.ts';
import { deliveryStates } from '../../../domain/sending/delivery.ts';
import type { Option } from '../../forms/form-options.ts';
import { options } from '../../forms/form-options.ts';
import { type Moment, momentOf } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

export type DeliveryItem = {
  id: string;
  /** The reader's address, or that there is none any more, and their page. */
  reader: string;
  readerHref: string | null;
  state: string;
  attempts: number;
  /** When it was sent, or is to be tried again. */
  when: { words: string; at: Moment } | null;
  detail: string;
  /** Where an admin's word on it goes; null unless it is unknown. */
  resolveAction: string | null;
};

export type DeliveriesModel = {
  digestId: number;
  digestHref: string;
  action: string;
  states: Option[];
  state: string;
  domain: string;
  after: string;
  errors: { domain: string | null };
  deliveries: DeliveryItem[];
  /** None of them is kept any more. */
  tidied: boolean;
  csvHref: string;
  firstHref: string | null;
  nextHref: string | null;
};

export const deliveriesPage = secretPage<DeliveriesModel>('console/deliveries/deliveries');

/** Deliveries of a digest; `more`: there is another page. */
export function deliveriesModel(input: {
  digestId: number;
  state: string;
  domain: string;
  after: string;
  error: string | null;
  rows: readonly AddressedDelivery[];
  more: boolean;
  tidied: boolean;
}): DeliveriesModel {
  const { digestId, state, domain, after, error, rows, more, tidied } = input;
  const place = { state, domain };
  const last = rows.at(-1);
  return {
    digestId,
    digestHref: `/admin/digests/${digestId}`,
    action: deliveriesHref(digestId),
    states: [{ value: '', text: 'All states', selected: state === '' }, ...options(deliveryStates, state)],
    state,
    domain,
    after,
    errors: { domain: error },
    deliveries: rows.map((row) => deliveryItem(digestId, row)),
    tidied,
    csvHref: deliveriesHref(digestId, place, '.csv'),
    firstHref: after === '0' ? null : deliveriesHref(digestId, place),
    nextHref: more && last !== undefined ? deliveriesHref(digestId, { ...place, after: last.id }) : null,
  };
}

function deliveryItem(digestId: number, row: AddressedDelivery): DeliveryItem {
  const { id, subscriberId, email, state, attempt, sentAt, nextAttemptAt, detail } = row;
  const sent = sentAt === null ? null : { words: 'sent', at: momentOf(sentAt) };
  const again =
    nextAttemptAt === null
      ? null
      : { words: attempt === 0 ? 'due' : 'next attempt', at: momentOf(nextAttemptAt) };
  return {
    id,
    reader: email ?? 'erased',
    readerHref: subscriberId === null ? null : `/admin/subscribers/${subscriberId}`,
    state,
    attempts: attempt,
    when: sent ?? again,
    detail: detail ?? '',
    resolveAction: state === 'unknown' ? `${deliveriesHref(digestId)}/${id}/resolve` : null,
  };
}

/** The address of a part of a digest's deliveries. */
export function deliveriesHref(
  digestId: number,
  { state, domain, after }: { state?: string; domain?: string; after?: string } = {},
  end = '',
): string {
  const query = new URLSearchParams();
  if (state !== undefined && state !== '') query.set('state', state);
  if (domain !== undefined && domain !== '') query.set('domain', domain);
  if (after !== undefined) query.set('after', after);
  const path = `/admin/digests/${digestId}/deliveries${end}`;
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
