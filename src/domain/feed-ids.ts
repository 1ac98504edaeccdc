import { longest } from './lengths.ts';

/**
 * What the ids of a new installation's feeds begin with: a tag URI (RFC 4151) of the host that it has on that day. It
 * is kept, so entries stay the same for feed readers whatever becomes of the address (RFC 4287, 4.2.6). A host that no
 * tag can name, such as an address of IPv6, is `localhost`.
 */
export function feedIdsOf(publicUrl: string, now: Date): string {
  const host = publicUrl.length > longest.url ? null : URL.parse(publicUrl)?.hostname;
  const named =
    host !== null && host !== undefined && /^[a-z0-9][a-z0-9.-]*$/.test(host) ? host : 'localhost';
  return `tag:${named},${now.toISOString().slice(0, 10)}:`;
}
