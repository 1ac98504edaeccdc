import { isWithin, type Network, plainAddress, readNetwork } from './ip-address.ts';
import { longest } from './lengths.ts';
import { isLoopback } from './subscribers/client-ip.ts';

/** Who makes a request. */
export type Client = {
  /** Null: not known, since what should say it is no address. */
  address: string | null;
  /** A program on this machine asks for itself: nothing is seen that has passed the request on. */
  isLocal: boolean;
  /** What is wrong with a proxy in front of this service; null: nothing that can be seen. */
  doubt: ProxyDoubt | null;
};

/**
 * `untrusted`: something at this address says for whom it asks, and is not believed. `silent`: something on this
 * machine passes requests on and does not say for whom. Either way all who come by it count as one.
 */
export type ProxyDoubt = { kind: 'untrusted' | 'silent'; address: string };

/** What came with a request. */
export type Arrival = {
  /** The address of whoever opened the connection; null: it is gone. */
  peer: string | null;
  /** The whole of `X-Forwarded-For`, its lines joined by commas; null: there is none. */
  forwardedFor: string | null;
  /** The name and port by which the service was asked for (`Host`); empty: by none. */
  host: string;
  /** There is another header that only proxies add. */
  passedOn: boolean;
};

/** Whom to believe unless others are named: this machine. */
export const thisMachine: readonly Network[] = ['127.0.0.0/8', '::1'].flatMap((text) => {
  const network = readNetwork(text);
  return 'fault' in network ? [] : [network];
});

/**
 * Who makes a request: the nearest hop outside the `trusted` networks, counted from this machine outwards, whatever its
 * address; the farthest when all are trusted. What a hop says is believed only when all nearer ones are trusted. An
 * entry that is no address (`unknown`, or nonsense) leaves the client unknown, since whatever stands before it may be
 * made up.
 */
export function clientOf(arrival: Arrival, trusted: readonly Network[]): Client {
  const { forwardedFor, host, passedOn } = arrival;
  const peer = plainAddress(arrival.peer ?? '');
  if (peer === null) return { address: null, isLocal: false, doubt: null };
  if (forwardedFor !== null && forwardedFor.trim() !== '') {
    return isWithin(peer, trusted)
      ? { address: forwardedClient(peer, forwardedFor, trusted), isLocal: false, doubt: null }
      : { address: peer, isLocal: false, doubt: { kind: 'untrusted', address: peer } };
  }
  const isOwn = isLoopback(peer);
  const isLocal = isOwn && !passedOn && isLocalHost(host);
  // Without a name it is a probe (HTTP/1.0), which nobody's request comes by.
  const isSilent = isOwn && !isLocal && host !== '';
  return { address: peer, isLocal, doubt: isSilent ? { kind: 'silent', address: peer } : null };
}

function forwardedClient(peer: string, text: string, trusted: readonly Network[]): string | null {
  // The nearest hops stand last, so those are what is left of a header that is too long.
  const read = text.slice(-longest.forwardedFor);
  const isCut = read.length < text.length;
  const entries = read.split(',').slice(isCut ? 1 : 0);
  let farthest = peer;
  for (const entry of entries.toReversed()) {
    // Lists may have empty elements (RFC 9110, 5.6.1).
    if (entry.trim() === '') continue;
    const address = addressIn(entry.trim());
    if (address === null || !isWithin(address, trusted)) return address;
    farthest = address;
  }
  return isCut ? null : farthest;
}

/** The address in an entry as proxies write it: bare, with a port, in brackets or in quotation marks. */
function addressIn(entry: string): string | null {
  if (entry.length > longest.ip) return null;
  const unquoted = /^"([^"]*)"$/.exec(entry)?.[1]?.trim() ?? entry;
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(unquoted)?.[1];
  const bare = bracketed ?? /^([\d.]+):\d{1,5}$/.exec(unquoted)?.[1] ?? unquoted;
  return plainAddress(bare);
}

/** Whether a machine asks for itself by this name, a port behind it or not: `localhost` or a loopback address. */
export function isLocalHost(host: string): boolean {
  const address = addressIn(host);
  if (address !== null) return isLoopback(address);
  return host.length <= longest.domain && /^(?:[\w.-]+\.)?localhost(?::\d{1,5})?$/i.test(host);
}
