import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipPrefix, networksOf } from '../../../../src/domain/subscribers/client-ip.ts';

describe('the network of a client', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:1:2ff:3::4', '2001:db8:1:200::/56'],
    ['2001:db8::1', '2001:db8:0:0::/56'],
    ['fe80::1%eth0', 'fe80:0:0:0::/56'],
  ])('of %s is %s', (address, prefix) => {
    expect(ipPrefix(address)).toBe(prefix);
  });
  it.each([
    '127.0.0.1',
    '127.8.8.8',
    '::1',
    '::ffff:127.0.0.1',
    'nonsense',
    '',
    `2001:db8::1%${'a'.repeat(100)}`,
  ])('%j has none', (address) => {
    expect(ipPrefix(address)).toBeNull();
  });
  it('is the same for all addresses of a /56', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const prefix = ipPrefix(address);
        if (prefix !== null && !address.includes('.')) expect(prefix).toMatch(/^([0-9a-f]{1,4}:){4}:\/56$/);
      }),
    );
  });
});

describe('what a client counts towards', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24', null],
    ['::ffff:203.0.113.77', '203.0.113.0/24', null],
    ['2001:db8:1:2ff:3::4', '2001:db8:1:200::/56', '2001:db8:1:0::/48'],
    ['2001:db8:1:3ff:3::4', '2001:db8:1:300::/56', '2001:db8:1:0::/48'],
  ])('of %s is %s and %s', (address, network, site) => {
    expect(networksOf(address)).toEqual({ network, site });
  });
  it('is one and the same for this machine, and for all whose address is not known', () => {
    const one = { network: 'unknown', site: null };
    for (const address of [null, '127.0.0.1', '::1', '', 'nonsense'])
      expect(networksOf(address)).toEqual(one);
  });
});
