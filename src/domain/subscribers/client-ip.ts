import { groupsOf, networkOf, octetsOf } from '../ip-address.ts';

/** Whether a client is this machine itself. What is no address is not. */
export function isLoopback(address: string): boolean {
  const octets = octetsOf(address);
  return octets === null ? groupsOf(address)?.join(':') === '0:0:0:0:0:0:0:1' : octets[0] === 127;
}

/**
 * The part of a client's address that one customer of a provider commonly has to himself: /24 of IPv4, /56 of
 * IPv6. Null for the loopback address, which is this machine, and for what is no address.
 */
export function ipPrefix(address: string): string | null {
  return isLoopback(address) ? null : networkOf(address, { ipv4: 24, ipv6: 56 });
}
