import { isIPv4, isIPv6 } from 'node:net';
import { longest } from './lengths.ts';

// The one place that takes IP addresses apart.

/**
 * An IPv6 address as its eight groups of 16 bits, however it is written (RFC 4291, 2.2), without its zone (RFC 4007);
 * null for anything else.
 */
export function groupsOf(address: string): number[] | null {
  if (address.length > longest.ip || !isIPv6(address)) return null;
  const [bare = ''] = address.split('%', 1);
  const [head = '', tail] = bare.split('::');
  const left = readGroups(head);
  const right = readGroups(tail ?? '');
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function readGroups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    // The last four octets may be written as in IPv4.
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}

/** The four octets of an IPv4 address, also of one that is mapped into IPv6 (RFC 4291, 2.5.5.2); null for any other. */
export function octetsOf(address: string): number[] | null {
  if (isIPv4(address)) return address.split('.').map(Number);
  const groups = groupsOf(address);
  if (groups === null || groups.slice(0, 5).some((group) => group !== 0) || groups[5] !== 0xffff) return null;
  return groups.slice(6).flatMap((group) => [group >> 8, group & 0xff]);
}

/**
 * The network of an address, by how many `bits` of it count: `203.0.113.0/24`, `2001:db8:0:200::/56`. At most 64 of an
 * IPv6 address count. The same however the address is written; null for what is no address.
 */
export function networkOf(address: string, bits: { ipv4: number; ipv6: number }): string | null {
  const octets = octetsOf(address);
  if (octets !== null) return `${keepBits(octets, 8, bits.ipv4).join('.')}/${bits.ipv4}`;
  const groups = groupsOf(address)?.slice(0, 4);
  if (groups === undefined) return null;
  const retained = keepBits(groups, 16, bits.ipv6).map((group) => group.toString(16));
  return `${retained.join(':')}::/${bits.ipv6}`;
}

/** A network of addresses: what the first `bits` of 128 are, an address of IPv4 as it is mapped into IPv6. */
export type Network = { groups: readonly number[]; bits: number };

/** The bits before an address of IPv4 that is mapped into IPv6 (RFC 4291, 2.5.5.2). */
const mappedBits = 96;

function mapped(address: string): number[] | null {
  const octets = octetsOf(address);
  if (octets === null) return groupsOf(address);
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  return [0, 0, 0, 0, 0, 0xffff, (a << 8) | b, (c << 8) | d];
}

/**
 * Reads a network as `203.0.113.0/24` or `2001:db8::/32` (RFC 4632, 3.1; RFC 4291, 2.3), or a single address. What is
 * none has a `fault`, in words that follow the text. Neither all addresses nor bits beyond the prefix are taken.
 */
export function readNetwork(text: string): Network | { fault: string } {
  if (text.length > longest.ip) return { fault: 'is too long for a network' };
  const [address = '', length, ...more] = text.split('/');
  const groups = mapped(address);
  if (groups === null || more.length > 0)
    return { fault: 'is not a network such as 10.0.0.0/8 or 2001:db8::/32, nor an address' };
  const before = isIPv4(address) ? mappedBits : 0;
  const most = 128 - before;
  if (length === undefined) return { groups, bits: 128 };
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if (prefix < 1 || prefix > most) return { fault: `must have a number from 1 to ${most} after the slash` };
  const bits = before + prefix;
  if (keepBits(groups, 16, bits).some((group, index) => group !== groups[index])) {
    const meant = isIPv4(address)
      ? networkOf(address, { ipv4: prefix, ipv6: 0 })
      : `${plainAddress(
          keepBits(groups, 16, bits)
            .map((group) => group.toString(16))
            .join(':'),
        )}/${prefix}`;
    return { fault: `is an address within a network: write ${meant} for all of it, or ${address} alone` };
  }
  return { groups, bits };
}

/** Whether an address is in one of the networks, however it is written; what is no address is in none. */
export function isWithin(address: string, networks: readonly Network[]): boolean {
  const groups = mapped(address);
  return (
    groups !== null &&
    networks.some((network) =>
      keepBits(groups, 16, network.bits).every((group, index) => group === network.groups[index]),
    )
  );
}

/**
 * One way to write an address: one of IPv4 that is mapped into IPv6 as IPv4, one of IPv6 as RFC 5952 says, without its
 * zone. Null for what is no address.
 */
export function plainAddress(address: string): string | null {
  if (isIPv4(address)) return address;
  const octets = octetsOf(address);
  if (octets !== null) return octets.join('.');
  const groups = groupsOf(address)?.map((group) => group.toString(16));
  return groups === undefined ? null : new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** Numbers of `width` bits of which together only the first `bits` are kept; the others are zero. */
function keepBits(numbers: readonly number[], width: number, bits: number): number[] {
  return numbers.map((number, index) => {
    const dropped = Math.min(width, Math.max(0, (index + 1) * width - bits));
    return (number >> dropped) << dropped;
  });
}
