import { isIP } from 'node:net';
import { longest } from '../lengths.ts';
import { isLoopback, isPublicAddress } from '../public-address.ts';

/** Names that never lead to somebody else (RFC 6761, RFC 6762, RFC 8375). */
const localNames = /(?:^|\.)(?:localhost|local|internal|home\.arpa|lan|test|invalid|onion)$/;

/**
 * The address of an endpoint as it was typed: https, on the public internet, without a password in it. What its name
 * stands for is checked again whenever a connection is made. `loopback`: this machine may be told too, by http as well,
 * as in tests.
 */
export function readTargetUrl(
  typed: string,
  { loopback }: { loopback: boolean },
): { url: URL } | { fault: string } {
  if (typed.length > longest.url) return { fault: `must have at most ${longest.url} characters` };
  const url = URL.parse(typed.trim());
  if (url === null) return { fault: 'must be an address such as https://example.org/hook' };
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (loopback && isIP(host) !== 0 && isLoopback(host)) return { url };
  if (url.protocol !== 'https:') return { fault: 'must begin with https://' };
  if (url.username !== '' || url.password !== '') return { fault: 'must not have a name or password in it' };
  const isAddress = isIP(host) !== 0;
  if (isAddress && !isPublicAddress(host)) return { fault: 'must be on the public internet' };
  if (!isAddress && (!host.includes('.') || localNames.test(host)))
    return { fault: 'must be on the public internet: this name is of a private network' };
  url.hash = '';
  return { url };
}
