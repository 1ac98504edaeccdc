import { BlockList, isIP, isIPv4 } from 'node:net';
import { type Verdict, warn } from './check.ts';

/** An address from which mail may come to receivers. */
export type SendingAddress = {
  address: string;
  /** The mail server that has it. */
  host: string;
  /** Whether mail surely comes from it; a provider's server may hand mail on from others. */
  certain: boolean;
};

const notPublic = new BlockList();
// RFC 6890 and the registries that it made: what no receiver on the internet sees as a sender.
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv6');

/** Whether an address can be seen from the internet. What is no address cannot. */
export function isPublicAddress(address: string): boolean {
  return isIP(address) !== 0 && !notPublic.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/** What is known of where mail leaves from. */
export type Senders = {
  addresses: readonly SendingAddress[];
  /** Mail servers of which it is not known. */
  hidden: readonly string[];
};

/**
 * From where mail leaves, by the addresses of the mail servers that it is handed to. A server counts as ours, so that
 * mail surely comes from its address, when its name is at or below one of `domains`, or is an address itself.
 */
export function sendersOf(
  servers: readonly { host: string; addresses: readonly string[] }[],
  domains: readonly string[],
): Senders {
  const ours = (host: string) =>
    isIP(host) !== 0 || domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
  const seen = servers.map(({ host, addresses }) => ({ host, shown: addresses.filter(isPublicAddress) }));
  return {
    addresses: seen.flatMap(({ host, shown }) =>
      shown.map((address) => ({ address, host, certain: ours(host) })),
    ),
    hidden: seen.filter(({ shown }) => shown.length === 0).map(({ host }) => host),
  };
}

/** What is not known of where mail leaves from. */
export function unknownSenders({ addresses, hidden }: Senders): Verdict[] {
  if (addresses.length + hidden.length === 0) {
    return [warn('No SMTP_URL is set, so it cannot be told from where mail will leave: say --ip ADDRESS.')];
  }
  return hidden.map((host) =>
    warn(
      `It cannot be told from here from which address ${host} hands mail on: ask its operator, and say --ip ADDRESS.`,
    ),
  );
}

/** A sending address with its server's name. */
export function inWords({ address, host }: SendingAddress): string {
  return host === address ? address : `${address} (${host})`;
}
