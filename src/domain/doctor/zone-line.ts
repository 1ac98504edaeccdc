import { isIPv4 } from 'node:net';

/** RFC 1035, 3.3: a TXT record is made of strings of at most 255 octets, which receivers join. */
const longestString = 255;

/** A TXT record as a line of a zone file. A long text is several strings, as it must be. */
export function textLine(name: string, text: string): string {
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
  const [head = '', tail] = withoutDots(address).split('::');
  const groups = (part: string) => part.split(':').filter((group) => group !== '');
  const [left, right] = [groups(head), groups(tail ?? '')];
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const digits = [...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join('');
  return `${digits.toLowerCase().split('').reverse().join('.')}.ip6.arpa`;
}

/** An IPv6 address whose last four octets are in hexadecimal too. */
function withoutDots(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...octets: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = octets.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
}
