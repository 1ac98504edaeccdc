import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskedAddress } from '../../../../src/domain/subscribers/masked-address.ts';

test.each([
  ['mallory@example.org', 'm…y@example.org'],
  ['grace@example.org', 'g…e@example.org'],
  ['anna@example.org', 'a…@example.org'],
  ['ada@example.org', 'a…@example.org'],
  ['jo@example.org', '…@example.org'],
  ['j@example.org', '…@example.org'],
  ['no address', '…'],
  [`${'a'.repeat(300)}@example.org`, '…'],
])('%s is shown as %s', (address, shown) => {
  expect(maskedAddress(address)).toBe(shown);
});

test('at most two letters of a name are shown', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9.]{1,64}$/), (local) => {
      const shown = maskedAddress(`${local}@example.org`).replace('@example.org', '').replace('…', '');
      expect(shown.length).toBeLessThanOrEqual(2);
      expect(local.length - shown.length).toBeGreaterThanOrEqual(1);
    }),
  );
});
