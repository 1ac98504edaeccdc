import { longest } from '../lengths.ts';

/**
 * An address as its owner knows it again and nobody else learns it: `m…y@example.org`. Of a name of up to two letters
 * nothing is shown, of one of up to four the first letter. What is no address is `…`.
 */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (address.length > longest.address || at === -1) return '…';
  const name = address.slice(0, at);
  const first = name.length > 2 ? name.charAt(0) : '';
  const last = name.length > 4 ? name.charAt(name.length - 1) : '';
  return `${first}…${last}${address.slice(at)}`;
}
