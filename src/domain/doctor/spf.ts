import { isIPv4 } from 'node:net';
import { cut, longest } from '../lengths.ts';
import { fail, type Verdict, warn, weigh } from './check.ts';
import { inWords, type SendingAddress, unknownSenders } from './sending-address.ts';
import { textLine } from './zone-line.ts';

/** What a receiver makes of a record for one address (RFC 7208, 2.6). */
export type SpfOutcome = {
  result: 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'permerror' | 'temperror';
  /** Why, of the last two; else empty. */
  why: string;
  /** Terms of the record that took a look-up in the DNS; 10 may (RFC 7208, 4.6.4). */
  lookups: number;
};

/** A record of SPF begins so (RFC 7208, 4.5). */
export function isSpfRecord(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

/** An address that nobody has (RFC 1112, 4): a record is gone through to its end for it. */
export const strangerAddress = '240.0.0.1';

const all = /^[-+~?]?all$/i;

function termsOf(record: string): string[] {
  return cut(record, longest.dnsText)
    .split(' ')
    .filter((term) => term !== '')
    .slice(1);
}

const mechanism = (address: string) => `${isIPv4(address) ? 'ip4' : 'ip6'}:${address}`;

/** A record of these terms, each once, that ends with `ending`. */
function recordOf(terms: readonly string[], ending: readonly string[]): string {
  const others = terms.filter((term) => !all.test(term) && !/^redirect=/i.test(term));
  return ['v=spf1', ...new Set(others), ...ending].join(' ');
}

/** Several records, of which one may be, as one. */
export function mergedSpf(records: readonly string[]): string {
  // What only one of them redirected to is now one part of several.
  const terms = records.flatMap(termsOf).map((term) => term.replace(/^redirect=/i, 'include:'));
  const endings = terms.filter((term) => all.test(term));
  return recordOf(terms, [endings.includes('-all') && !endings.includes('~all') ? '-all' : '~all']);
}

/** The record with more addresses. */
export function spfWith(record: string, addresses: readonly string[]): string {
  const terms = termsOf(record);
  // What stands behind "all" is never reached, and "redirect" counts last wherever it stands.
  const ending = terms.filter((term) => all.test(term)).slice(0, 1);
  const redirect = terms.filter((term) => /^redirect=/i.test(term)).slice(0, 1);
  return recordOf([...terms, ...addresses.map(mechanism)], ending.length > 0 ? ending : redirect);
}

function endedBy(record: string, ending: string): string {
  return recordOf(termsOf(record), [ending]);
}

/**
 * Judges SPF (RFC 7208) at the domain of envelope senders. `stranger` is what comes of the record for an address that
 * nobody has, so that it was gone through to its end; `hidden` are mail servers of which it cannot be told from where
 * they hand mail on.
 */
export function judgeSpf(input: {
  domain: string;
  records: readonly string[];
  stranger: SpfOutcome;
  senders: readonly (SendingAddress & { outcome: SpfOutcome })[];
  hidden: readonly string[];
}): Verdict {
  const { domain, records, stranger, senders, hidden } = input;
  const certain = senders.filter((sender) => sender.certain).map(({ address }) => address);
  const [record, ...others] = records;
  if (record === undefined) {
    const words = `There is no SPF record at ${domain}, the domain of envelope senders.`;
    return certain.length > 0
      ? fail(words, textLine(domain, `v=spf1 ${certain.map(mechanism).join(' ')} -all`))
      : fail(
          `${words} Put in the name that your mail provider tells.`,
          textLine(domain, 'v=spf1 include:your-mail-provider.example -all'),
        );
  }
  if (others.length > 0) {
    const words = `There are ${records.length} SPF records at ${domain}, and receivers take that for an error: make one of them.`;
    return fail(words, textLine(domain, mergedSpf(records)));
  }
  for (const { result, why } of [stranger, ...senders.map(({ outcome }) => outcome)]) {
    if (result === 'permerror') return fail(`The SPF record at ${domain} is in error: ${errorInWords(why)}.`);
    if (result === 'temperror') return fail(`The SPF record at ${domain} could not be gone through: ${why}.`);
  }
  const passed = senders.filter(({ outcome }) => outcome.result === 'pass').map(({ address }) => address);
  const well = [
    `There is one SPF record at ${domain}, which takes ${stranger.lookups} of 10 look-ups.`,
    ...(passed.length > 0 ? [`It lets ${passed.join(', ')} send.`] : []),
  ].join(' ');
  return weigh(well, [
    ...recordProblems(domain, record, stranger),
    ...senders.flatMap((sender) => senderProblem(domain, record, sender)),
    ...unknownSenders({ addresses: senders, hidden }),
  ]);
}

function errorInWords(why: string): string {
  if (/too many dns requests/i.test(why))
    return 'it takes more than 10 look-ups in the DNS (RFC 7208, 4.6.4); put ip4: and ip6: in the place of include:, a and mx, or leave out who does not send for you';
  if (/too many void/i.test(why))
    return 'more than two of the names in it do not exist (RFC 7208, 4.6.4); leave them out';
  return why;
}

function recordProblems(domain: string, record: string, stranger: SpfOutcome): Verdict[] {
  const problems: Verdict[] = [];
  if (stranger.result === 'pass')
    problems.push(
      fail('It lets the whole internet send in your name.', textLine(domain, endedBy(record, '-all'))),
    );
  if (stranger.result === 'neutral')
    problems.push(
      warn('It does not say that nobody else may send.', textLine(domain, endedBy(record, '~all'))),
    );
  if (termsOf(record).some((term) => /^[-+~?]?ptr(?:[:/]|$)/i.test(term)))
    problems.push(warn('“ptr” in it is slow, unreliable and not to be used (RFC 7208, 5.5).'));
  return problems;
}

function senderProblem(
  domain: string,
  record: string,
  sender: SendingAddress & { outcome: SpfOutcome },
): Verdict[] {
  const { address, host, certain, outcome } = sender;
  if (outcome.result === 'pass') return [];
  if (certain) {
    const words = `It does not let ${inWords(sender)} send: SPF comes to “${outcome.result}”.`;
    return [fail(words, textLine(domain, spfWith(record, [address])))];
  }
  return [
    warn(
      `It does not let ${address}, the address of ${host}, send. Does your provider hand mail on from others? Then see that its include: is in the record, and say --ip ADDRESS.`,
    ),
  ];
}
