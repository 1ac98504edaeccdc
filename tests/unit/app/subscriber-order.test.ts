import { describe, expect, it } from 'vitest';
import {
  orderFields,
  orderWord,
  placeOf,
  placeWord,
  readOrder,
  readPlace,
  usualOrder,
} from '../../../src/app/subscribers/list/subscriber-order.ts';
import type { Subscriber } from '../../../src/domain/subscribers/subscriber.ts';

const subscriber = {
  id: 12,
  email: 'ada lovelace@example.org',
  status: 'active',
  lastDigestAt: new Date('2026-11-24T08:00:00Z'),
} as Subscriber;

describe('the order of a list', () => {
  it.each(
    orderFields.flatMap((by) => [
      { by, descending: false },
      { by, descending: true },
    ]),
  )('%j is one word, and a place in it another', (order) => {
    expect(readOrder(orderWord(order))).toEqual(order);
    const place = placeOf(subscriber, order);
    expect(readPlace(placeWord(place), order)).toEqual(place);
    const never = placeOf({ ...subscriber, lastDigestAt: null }, order);
    expect(readPlace(placeWord(never), order)).toEqual(never);
  });

  it.each(['', 'x', '-', '--joined', 'joined desc', 'toString'])('is the usual one for %j', (word) =>
    expect(readOrder(word)).toEqual(usualOrder),
  );

  it.each([
    ['', 'joined'],
    ['12', 'joined'],
    ['0 ', 'joined'],
    ['99999999999 ', 'joined'],
    ['2147483648 ', 'joined'],
    ['-1 ', 'joined'],
    ['12 ', 'address'],
    ['12 a\u0000b', 'address'],
    ['12 erased', 'status'],
    ['12 yesterday', 'last-digest'],
  ] as const)('begins for the place %j by %s', (word, by) =>
    expect(readPlace(word, { by, descending: false })).toBeNull(),
  );
});
