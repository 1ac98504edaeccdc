import { domainToASCII } from 'node:url';

// What may stand in an address of a report; wider than what we accept, so that an odd recipient is still recognised.
const local = String.raw`[^\s<>()[\]",:;@\\\u0000-\u001f]{1,80}`;
const domain = String.raw`[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9.\u0080-\uffff-]{0,200}[A-Za-z0-9\u0080-\uffff])?`;

/** The source of a regular expression for one address, without groups. */
export const addressSource = `${local}@${domain}`;

const one = new RegExp(addressSource);
const all = new RegExp(addressSource, 'g');

/**
 * Whether two addresses are one mailbox: without regard to case, and where one is written as ORCPT was sent (RFC 3461,
 * 4: `+` and two hexadecimal digits for a sign).
 */
export function isSameAddress(a: string, b: string): boolean {
  return spellings(a).some((one) => spellings(b).includes(one));
}

function spellings(address: string): string[] {
  const lower = address.slice(0, 1_000).toLowerCase();
  const at = lower.lastIndexOf('@');
  const domain = domainToASCII(lower.slice(at + 1)) || lower.slice(at + 1);
  const plain = `${lower.slice(0, at + 1)}${domain}`;
  return [
    plain,
    plain.replace(/\+([\da-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  ];
}

/**
 * Whether an address is the postmaster's of a domain, to whom every domain that takes mail must take it (RFC 5321,
 * 4.5.1): with the domain, or without.
 */
export function isPostmaster(address: string, domain: string): boolean {
  const [local, at] = address.toLowerCase().split('@');
  return local === 'postmaster' && (at === undefined || at === domain);
}

/** The first address in a text; null without one. */
export function addressIn(text: string): string | null {
  return one.exec(text.slice(0, 2_000))?.[0] ?? null;
}

/** All addresses in a text, in order, each once. */
export function addressesIn(text: string): string[] {
  return [...new Set(text.slice(0, 20_000).match(all))];
}
