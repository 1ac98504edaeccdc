import { SocketAddress } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupsOf, isWithin, networkOf, plainAddress, readNetwork } from '../../../src/domain/ip-address.ts';

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

describe('a network', () => {
  const within = (address: string, text: string) => {
    const network = readNetwork(text);
    if ('fault' in network) throw new Error(network.fault);
    return isWithin(address, [network]);
  };
  it.each([
    ['10.1.2.3', '10.0.0.0/8'],
    ['::ffff:10.1.2.3', '10.0.0.0/8'],
    ['10.1.2.3', '10.1.2.3'],
    ['10.1.2.3', '10.1.2.3/32'],
    ['10.1.2.3', '::ffff:10.0.0.0/104'],
    ['203.0.113.255', '203.0.113.128/25'],
    ['2001:db8:1::5', '2001:db8::/32'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['::1', '::1/128'],
    ['192.0.2.1', '128.0.0.0/1'],
  ])('has %s in it: %s', (address, network) => {
    expect(within(address, network)).toBe(true);
  });
  it.each([
    ['11.1.2.3', '10.0.0.0/8'],
    ['203.0.113.127', '203.0.113.128/25'],
    ['2001:db9::1', '2001:db8::/32'],
    ['::10.1.2.3', '10.0.0.0/8'],
    ['nonsense', '10.0.0.0/8'],
    ['', '2000::/3'],
  ])('does not have %j in it: %s', (address, network) => {
    expect(within(address, network)).toBe(false);
  });
  it.each([
    ['10.0.0.0/33', 'must have a number from 1 to 32 after the slash'],
    ['0.0.0.0/0', 'must have a number from 1 to 32 after the slash'],
    ['::/0', 'must have a number from 1 to 128 after the slash'],
    ['10.0.0.0/', 'must have a number from 1 to 32 after the slash'],
    ['10.0.0.0/8/8', 'is not a network such as 10.0.0.0/8 or 2001:db8::/32, nor an address'],
    ['loopback', 'is not a network such as 10.0.0.0/8 or 2001:db8::/32, nor an address'],
    ['10.0.0', 'is not a network such as 10.0.0.0/8 or 2001:db8::/32, nor an address'],
    ['10.1.2.3/8', 'is an address within a network: write 10.0.0.0/8 for all of it, or 10.1.2.3 alone'],
    [
      '2001:db8::1/32',
      'is an address within a network: write 2001:db8::/32 for all of it, or 2001:db8::1 alone',
    ],
    ['1'.repeat(101), 'is too long for a network'],
  ])('is not %s, which is told', (text, fault) => {
    expect(readNetwork(text)).toEqual({ fault });
  });
});

describe('one way to write an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::', '::'],
    ['::ffff:0:0:1', '::ffff:0:0:1'],
    ['nonsense', null],
  ])('%s is %s', (address, plain) => {
    expect(plainAddress(address)).toBe(plain);
  });
  it('means the same address, and stays as it is', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const plain = plainAddress(address)!;
        expect(plainAddress(plain)).toBe(plain);
        if (plain.includes(':')) expect(groupsOf(plain)).toEqual(groupsOf(address));
        else expect(networkOf(address, { ipv4: 32, ipv6: 64 })).toBe(`${plain}/32`);
      }),
    );
  });
});
