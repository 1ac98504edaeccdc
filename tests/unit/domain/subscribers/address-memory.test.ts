import { describe, expect, it } from 'vitest';
import { AddressMemory } from '../../../../src/domain/subscribers/address-memory.ts';
import { type Standing, settle, unknownAddress } from '../../../../src/domain/subscribers/import-outcome.ts';
import { subscriberStatuses } from '../../../../src/domain/subscribers/subscriber.ts';

describe('the memory of a file’s addresses', () => {
  it('tells twenty thousand apart, each as it was kept last, whatever its case', () => {
    const memory = new AddressMemory();
    const standingOf = (n: number): Standing => ({
      status: [null, ...subscriberStatuses][n % 6] ?? null,
      suppressed: n % 5 === 0,
    });
    for (let n = 0; n < 20_000; n++) memory.keep(`Reader${n}@example.org`, unknownAddress);
    for (let n = 0; n < 20_000; n++) memory.keep(`reader${n}@EXAMPLE.org`, standingOf(n));
    for (let n = 0; n < 20_000; n++) expect(memory.get(`READER${n}@example.org`)).toEqual(standingOf(n));
    expect(memory.get('reader20000@example.org')).toBeUndefined();
  });
});

describe('what comes of a row', () => {
  it('is an addition to nobody, and a change when its status is stricter than what is known', () => {
    const outcomes = [null, ...subscriberStatuses].map((status) =>
      subscriberStatuses.map((told) => settle({ status, suppressed: false }, told).outcome),
    );
    const [add, old, end] = ['added', 'existing', 'changed'];
    expect(outcomes).toEqual([
      [add, add, add, add, add],
      // pending, active, unsubscribed, bounced, complained
      [old, old, end, end, end],
      [old, old, end, end, end],
      [old, old, old, end, end],
      [old, old, old, old, end],
      [old, old, old, old, old],
    ]);
  });

  it('is a refusal when it would mail who must not be, after what the file itself says too', () => {
    const barred = settle(unknownAddress, 'complained').after;
    expect(barred).toEqual({ status: 'complained', suppressed: true });
    expect(settle(barred, 'active').outcome).toBe('refused');
    expect(settle(barred, 'bounced').outcome).toBe('existing');
    expect(settle({ status: null, suppressed: true }, 'unsubscribed').outcome).toBe('added');
  });
});
