import { isIPv4 } from 'node:net';
import { groupsOf } from '../ip-address.ts';

/** RFC 1035, 3.3: a TXT record is made of strings of at most 255 octets, which receivers join. */
const longestString = 255;

/** RFC 1035, 3.2.1: so many octets are all that a record can have. */
const longestRecord = 65_535;

/** A TXT record as a line of a zone file. A long text is several strings, as it must be; too long a one throws. */
export function textLine(name: string, text: string): string {
  if (text.length > longestRecord) throw new RangeError(`A record has at most ${longestRecord} octets`);
  const strings = text.match(new RegExp(`.{1,${longestString}}`, 'gsu')) ?? [''];
  const quoted = strings.map((part) => `"${part.replace(/["\\]/g, String.raw`\$&`)}"`);
  return `${name}.  TXT  ${quoted.join(' ')}`;
}

export function exchangerLine(name: string, exchange: string): string {
  return `${name}.  MX  10 ${exchange}.`;
}

export function addressLine(name: string, address: string): string {
  return `${name}.  ${isIPv4(address) ? 'A' : 'AAAA'}  ${address}`;
}

export function pointerLine(address: string, name: string): string {
  return `${reverseName(address)}.  PTR  ${name}.`;
}

/** The name at which an address's PTR record is (RFC 1035, 3.5; RFC 3596, 2.5). Give it an address. */
export function reverseName(address: string): string {
  if (isIPv4(address)) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  const digits = (groupsOf(address) ?? []).map((group) => group.toString(16).padStart(4, '0')).join('');
  return `${digits.split('').reverse().join('.')}.ip6.arpa`;
}
