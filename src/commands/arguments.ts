import { isIP, SocketAddress } from 'node:net';
import { InvalidArgumentError } from 'commander';

// What stands on a command line, read: each throws commander's InvalidArgumentError with what to give.

export function instant(text: string): Date {
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(at.getTime())) return at;
  throw new InvalidArgumentError('Give a date or an instant such as 2026-11-24 or 2026-11-24T08:00:00Z.');
}

export function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 256) return value;
  throw new InvalidArgumentError('Give a whole number from 1 to 256.');
}

export function digestNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value < 2 ** 31) return value;
  throw new InvalidArgumentError('Give the number of a digest, as in /admin/digests/12.');
}

/** An address in its usual form, with a port if it has one: 192.0.2.1:53, [2001:db8::1]:53. */
export function nameServer(text: string): string {
  const at = SocketAddress.parse(isIP(text) === 6 ? `[${text}]` : text);
  if (at !== undefined)
    return at.port === 0 ? at.address : `${at.family === 'ipv6' ? `[${at.address}]` : at.address}:${at.port}`;
  throw new InvalidArgumentError('Give an IP address, with a port if need be: 192.0.2.53 or 127.0.0.1:5353.');
}

export function address(text: string, earlier: string[] = []): string[] {
  const family = isIP(text);
  if (family === 0) throw new InvalidArgumentError('Give an IP address such as 192.0.2.25 or 2001:db8::25.');
  return [...earlier, new SocketAddress({ address: text, family: family === 6 ? 'ipv6' : 'ipv4' }).address];
}
