import { isIPv4, isIPv6 } from 'node:net';

/** An IPv6 address as its eight groups. */
function groups(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const parse = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const left = parse(head);
  const right = tail === undefined ? [] : parse(tail);
  return [...left, ...Array<number>(Math.max(0, 8 - left.length - right.length)).fill(0), ...right];
}

function bareAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

/** Whether a client is this machine itself. What is no address is not. */
export function isLoopback(address: string): boolean {
  const bare = bareAddress(address);
  return bare === '::1' || (isIPv4(bare) && bare.startsWith('127.'));
}

/**
 * The part of a client's address that one customer of a provider commonly has to himself: /24 of IPv4, /56 of
 * IPv6. Null for the loopback address, which is this machine, and for what is no address.
 */
export function ipPrefix(address: string): string | null {
  const bare = bareAddress(address);
  if (isLoopback(bare)) return null;
  if (isIPv4(bare)) return `${bare.split('.').slice(0, 3).join('.')}.0/24`;
  if (!isIPv6(bare)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = groups(bare);
  return `${[a, b, c, d & 0xff00].map((group) => group.toString(16)).join(':')}::/56`;
}
