import { describe, expect, test } from 'vitest';
import { isSameAddress } from '../../../../src/domain/bounces/bounce-address.ts';
import { bouncedRecipient, forReader } from '../../../../src/domain/bounces/report.ts';

const gone = bouncedRecipient('ada@elsewhere.example', '5.1.1', 'unknown-user');

describe('an address that is gone', () => {
  test('is a hard bounce of the reader whose address it is', () => {
    expect(forReader(gone, new Map(), 'Ada@Elsewhere.example')).toEqual(gone);
    const aliases = new Map([[gone.address, ['ada@reader.example']]]);
    expect(forReader(gone, aliases, 'ada@reader.example')).toEqual(gone);
  });
  test('is a soft one of a reader who only forwards there', () => {
    const soft = { ...gone, kind: 'soft', reason: 'forwarded' };
    expect(forReader(gone, new Map(), 'ada@reader.example')).toEqual(soft);
    const aliases = new Map([[gone.address, ['ada@third.example']]]);
    expect(forReader(gone, aliases, 'ada@reader.example')).toEqual(soft);
  });
  test('is about whoever it was sent to when the report names none', () => {
    const unnamed = { ...gone, address: '' };
    expect(forReader(unnamed, new Map(), 'ada@reader.example')).toEqual(unnamed);
  });
});

test('whatever else a report says is left as it is', () => {
  for (const reason of ['mailbox-full', 'abuse', 'delayed'] as const) {
    const other = bouncedRecipient('ada@elsewhere.example', '', reason);
    expect(forReader(other, new Map(), 'ada@reader.example')).toEqual(other);
  }
});

describe('two addresses', () => {
  test.each([
    ['ada@x.example', 'ADA@X.EXAMPLE'],
    ['ada+news@x.example', 'ada+2Bnews@x.example'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
  ])('are the same: %s and %s', (a, b) => {
    expect(isSameAddress(a, b)).toBe(true);
    expect(isSameAddress(b, a)).toBe(true);
  });
  test.each([
    ['ada@x.example', 'ada@y.example'],
    ['ada@x.example', 'bob@x.example'],
    ['ada+20@x.example', 'ada+21@x.example'],
    ['', 'ada@x.example'],
  ])('are not: %s and %s', (a, b) => {
    expect(isSameAddress(a, b)).toBe(false);
  });
});
