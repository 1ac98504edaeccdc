import { cut, longest } from '../../../domain/lengths.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';

// How a list of subscribers is ordered, and where a page of it ended.

export const orderFields = ['joined', 'address', 'status', 'last-digest'] as const;
export type OrderField = (typeof orderFields)[number];

/** By a field, then by id, both in the same direction. Who was never sent a digest comes before all who were. */
export type SubscriberOrder = { by: OrderField; descending: boolean };

/** The newest first. */
export const usualOrder: SubscriberOrder = { by: 'joined', descending: true };

/** The last one of a page: their id, and what the list is ordered by. */
export type SubscriberPlace = { id: number; key: string };

/** An order in one word, such as `address` or `-joined`; the usual one for any other word. */
export function readOrder(word: string): SubscriberOrder {
  const descending = word.startsWith('-');
  const by = orderFields.find((one) => one === (descending ? word.slice(1) : word));
  return by === undefined ? usualOrder : { by, descending };
}

export function orderWord({ by, descending }: SubscriberOrder): string {
  return `${descending ? '-' : ''}${by}`;
}

/** Where a page ended that had this one last. */
export function placeOf(subscriber: Subscriber, { by }: SubscriberOrder): SubscriberPlace {
  const keys: Record<OrderField, () => string> = {
    joined: () => '',
    address: () => subscriber.email,
    status: () => subscriber.status,
    'last-digest': () => subscriber.lastDigestAt?.toISOString() ?? '',
  };
  return { id: subscriber.id, key: keys[by]() };
}

/** Reads what `placeWord` wrote; null for anything else: the list begins. */
export function readPlace(word: string, { by }: SubscriberOrder): SubscriberPlace | null {
  const text = cut(word, longest.typedAddress);
  const space = text.indexOf(' ');
  const [number, key] = [text.slice(0, space), text.slice(space + 1)];
  const id = /^\d{1,10}$/.test(number) ? Number(number) : 0;
  const fits: Record<OrderField, boolean> = {
    joined: true,
    address: key !== '' && !/\p{Cc}/u.test(key),
    status: /^(?:pending|active|unsubscribed|bounced|complained)$/.test(key),
    'last-digest': key === '' || !Number.isNaN(new Date(key).getTime()),
  };
  return space > 0 && id > 0 && id < 2 ** 31 && fits[by] ? { id, key } : null;
}

export function placeWord({ id, key }: SubscriberPlace): string {
  return `${id} ${key}`;
}
