import { SocketAddress } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupsOf, networkOf } from '../../../src/domain/ip-address.ts';

describe('an address of IPv6', () => {
  it.each([
    ['::', [0, 0, 0, 0, 0, 0, 0, 0]],
    ['::1', [0, 0, 0, 0, 0, 0, 0, 1]],
    ['2001:DB8::25', [0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x25]],
    ['1:2:3:4:5:6:7:8', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['1:2:3:4:5:6:7::', [1, 2, 3, 4, 5, 6, 7, 0]],
    ['64:ff9b::192.0.2.33', [0x64, 0xff9b, 0, 0, 0, 0, 0xc000, 0x221]],
    ['fe80::1%eth0', [0xfe80, 0, 0, 0, 0, 0, 0, 1]],
  ])('%s has its eight groups', (address, groups) => {
    expect(groupsOf(address)).toEqual(groups);
  });
  it('has the groups that Node reads in it, however it is written', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const written = groupsOf(address)!
          .map((group) => group.toString(16))
          .join(':');
        const canonical = (text: string) => new SocketAddress({ family: 'ipv6', address: text }).address;
        expect(canonical(written)).toBe(canonical(address));
      }),
    );
  });
  it.each(['', '203.0.113.7', '1:2:3', 'nonsense', '2001:db8::1::2', '[::1]'])('is not %j', (text) => {
    expect(groupsOf(text)).toBeNull();
  });
});

describe('the network of an address', () => {
  const bits = { ipv4: 32, ipv6: 64 };
  it.each([
    ['2001:db8::1', '2001:db8::2'],
    ['2001:db8::', '2001:db8:0:0:ffff::1'],
    ['2001:db8:1:2::3', '2001:DB8:1:2:3:4:5:6'],
    ['fe80::1%eth0', 'fe80::2%eth1'],
    ['203.0.113.7', '::ffff:203.0.113.7'],
    ['203.0.113.7', '::ffff:cb00:7107'],
  ])('of %s is that of %s', (one, other) => {
    expect(networkOf(one, bits)).toBe(networkOf(other, bits));
    expect(networkOf(one, bits)).not.toBeNull();
  });
  it.each([
    ['2001:db8::1', '2001:db8:0:1::1'],
    ['203.0.113.7', '203.0.113.8'],
    ['::ffff:203.0.113.7', '::ffff:203.0.113.8'],
    ['::203.0.113.7', '203.0.113.7'],
  ])('of %s is not that of %s', (one, other) => {
    expect(networkOf(one, bits)).not.toBe(networkOf(other, bits));
  });
  it.each([
    ['203.0.113.77', { ipv4: 24, ipv6: 56 }, '203.0.113.0/24'],
    ['203.0.113.77', { ipv4: 20, ipv6: 56 }, '203.0.112.0/20'],
    ['203.0.113.77', bits, '203.0.113.77/32'],
    ['2001:db8:1:2ff:3::4', { ipv4: 24, ipv6: 56 }, '2001:db8:1:200::/56'],
    ['2001:db8:1:2ff:3::4', bits, '2001:db8:1:2ff::/64'],
    ['nonsense', bits, null],
  ])('of %s with %j bits is %s', (address, of, network) => {
    expect(networkOf(address, of)).toBe(network);
  });
});
