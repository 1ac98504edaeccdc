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
export function ipPrefix(address: string | null): string | null {
  return address === null || isLoopback(address) ? null : networkOf(address, { ipv4: 24, ipv6: 56 });
}

/** What all clients have in common of whom no address is known. */
const unknownNetwork = 'unknown';

/**
 * What a client counts towards, for caps. `network`: its /24 of IPv4 or /56 of IPv6; this machine itself and whoever
 * has no address are one network together, so that who hides their address is capped with all others who do. `site`:
 * its /48, which is what one site may have of IPv6 (RFC 6177), with 256 of these networks; null: there is none.
 */
export function networksOf(address: string | null): { network: string; site: string | null } {
  const prefix = ipPrefix(address);
  if (address === null || prefix === null) return { network: unknownNetwork, site: null };
  return {
    network: prefix,
    site: octetsOf(address) === null ? networkOf(address, { ipv4: 0, ipv6: 48 }) : null,
  };
}
