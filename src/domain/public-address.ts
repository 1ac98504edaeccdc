import { isWithin, type Network, octetsOf, readNetwork } from './ip-address.ts';
import { longest } from './lengths.ts';

/** Networks that are nobody's on the internet, or this machine's and its neighbours' (RFC 6890). */
const special: readonly Network[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Ways to say an address of IPv4 within one of IPv6, and documentation.
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
].flatMap((network) => {
  const read = readNetwork(network);
  return 'fault' in read ? [] : [read];
});
/** Where all addresses of IPv6 are that lead to somebody (RFC 4291, 2.4). */
const global = readNetwork('2000::/3');

/** Whether an IP address, however it is written, is a host's on the internet: neither private nor local nor special. */
export function isPublicAddress(address: string): boolean {
  if (address.length > longest.ip || isWithin(address, special)) return false;
  if (octetsOf(address) !== null) return true;
  return !('fault' in global) && isWithin(address, [global]);
}

const thisMachine: readonly Network[] = ['127.0.0.0/8', '::1/128'].flatMap((network) => {
  const read = readNetwork(network);
  return 'fault' in read ? [] : [read];
});

/** Whether an IP address, however it is written, is this machine's own (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3). */
export function isLoopback(address: string): boolean {
  return address.length <= longest.ip && isWithin(address, thisMachine);
}
