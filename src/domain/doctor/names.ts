import { isIP } from 'node:net';
import { parseAddress } from '../subscribers/address.ts';
import { fail, type Verdict, warn, weigh } from './check.ts';
import { inWords, type SendingAddress, unknownSenders } from './sending-address.ts';
import { addressLine, exchangerLine, pointerLine } from './zone-line.ts';

/** Whether a domain can have records that all the world sees; `localhost.localdomain` and `mail.local` cannot. */
export function isPublicDomain(domain: string): boolean {
  return parseAddress(`postmaster@${domain}`).ok && !/(?:^|\.)localdomain$/.test(domain);
}

/** A name in the DNS and the addresses that it has. */
export type NamedAddresses = { name: string; addresses: readonly string[] };

/**
 * Judges reverse DNS: each sending address has a name, and the name leads back to it. `pointed` are the names of its
 * PTR records. `mailHost` is a name to propose where there is none.
 */
export function judgePointers(input: {
  senders: readonly (SendingAddress & { pointed: readonly NamedAddresses[] })[];
  hidden: readonly string[];
  mailHost: string;
}): Verdict {
  const { senders, hidden, mailHost } = input;
  const well = senders.flatMap((sender) => {
    const name = nameOf(sender);
    return name === null ? [] : [`${sender.address} is ${name}, which leads back to it.`];
  });
  const problems = senders.flatMap((sender) => {
    const { address, host, certain, pointed } = sender;
    if (nameOf(sender) !== null) return [];
    const bad = certain ? fail : warn;
    const [first] = pointed;
    if (first !== undefined) {
      const words = `The PTR record of ${inWords(sender)} names ${first.name}, and that name does not lead back to it.`;
      return [bad(words, addressLine(first.name, address))];
    }
    const words = `${inWords(sender)} has no PTR record. It is set by who gives you the address, not in your own zone.`;
    return [bad(words, pointerLine(address, isIP(host) === 0 ? host : mailHost))];
  });
  return weigh(well.join(' '), [...problems, ...unknownSenders({ addresses: senders, hidden })]);
}

/** The first of an address's names that leads back to it. */
function nameOf({
  address,
  pointed,
}: {
  address: string;
  pointed: readonly NamedAddresses[];
}): string | null {
  return pointed.find(({ addresses }) => addresses.includes(address))?.name ?? null;
}

/** One MX record with what its name leads to; `exchange` is empty in a null MX (RFC 7505). */
export type Exchanger = { exchange: string; priority: number; addresses: readonly string[] };

/**
 * Judges whether mail can come to a domain (RFC 5321, 5.1): bounces must. `addresses` are the domain's own. `mailHost`
 * is a name to propose.
 */
export function judgeExchangers(input: {
  domain: string;
  exchangers: readonly Exchanger[];
  addresses: readonly string[];
  mailHost: string;
}): Verdict {
  const { domain, exchangers, addresses } = input;
  const publish = exchangerLine(domain, input.mailHost);
  const aim = 'Name the machine that takes mail for it, and see that bounces reach Offprint from there.';
  if (exchangers.some(({ exchange }) => exchange === '')) {
    return fail(
      `${domain} has a null MX, which says that it takes no mail (RFC 7505): bounces are lost, and receivers may refuse what claims to come from there. ${aim}`,
      publish,
    );
  }
  if (exchangers.length === 0) {
    return addresses.length > 0
      ? warn(
          `${domain} has no MX record, so mail for it goes to its own address, ${addresses.join(', ')}. ${aim}`,
          publish,
        )
      : fail(
          `${domain} has neither an MX record nor an address, so bounces cannot come back. ${aim}`,
          publish,
        );
  }
  const useless = exchangers.filter((exchanger) => exchanger.addresses.length === 0);
  const useful = exchangers.filter((exchanger) => exchanger.addresses.length > 0);
  const none = useful.length === 0;
  return weigh(
    `Mail to ${domain} goes to ${useful.map(({ exchange }) => exchange).join(', ')}.`,
    useless.map(({ exchange }) =>
      (none ? fail : warn)(
        isIP(exchange) === 0
          ? `The MX record of ${domain} names ${exchange}, which has no address.`
          : `The MX record of ${domain} names ${exchange}: it must be a name, not an address.`,
        none ? publish : undefined,
      ),
    ),
  );
}
