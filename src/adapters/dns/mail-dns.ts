import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { MailDns } from '../../app/doctor/doctor-ports.ts';
import { isDmarcRecord } from '../../domain/doctor/dmarc-record.ts';
import type { SpfOutcome } from '../../domain/doctor/spf.ts';
import { reverseName } from '../../domain/doctor/zone-line.ts';
import { DomainError } from '../../domain/errors.ts';

export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'PTR' | 'TXT';
/** An address or a name; the strings of a TXT record; an MX record. */
export type Answer = string | string[] | { exchange: string; priority: number };
/**
 * Asks the DNS as `resolve` of node:dns does, and rejects with its codes. Wherever records are looked up it is an
 * argument, so that tests can serve zones of their own.
 */
export type Resolve = (name: string, type: string) => Promise<Answer[]>;

/** Milliseconds to an answer; then the next server, or the same once more, is asked. */
const patienceMs = 3_000;
/** The codes of node:dns that say that there is nothing. */
const nothing = ['ENODATA', 'ENOTFOUND', 'EBADNAME'];

/** Asks the servers of this machine, or only `server`, an address or address:port. */
export function createResolve(server: string | null): Resolve {
  const resolver = new Resolver({ timeout: patienceMs, tries: 2 });
  if (server !== null) resolver.setServers([server]);
  // Of the types that are asked for.
  return async (name, type) => (await resolver.resolve(name, type)) as Answer[];
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const words: Record<string, string> = {
  ESERVFAIL: 'the DNS server could not find out; is the zone in order?',
  EREFUSED: 'the DNS server refuses to answer',
  ETIMEOUT: 'the DNS server does not answer',
  ECONNREFUSED: 'there is no DNS server',
};

function unavailable(name: string, error: unknown): DomainError {
  const code = codeOf(error);
  return new DomainError(
    'unavailable',
    `${words[code] ?? 'the DNS failed'} (${name}, ${code || 'no code'})`,
    {
      cause: error,
    },
  );
}

const spfResults: readonly SpfOutcome['result'][] = [
  'pass',
  'fail',
  'softfail',
  'neutral',
  'none',
  'permerror',
];

/**
 * The DNS as receivers of mail see it. SPF and DMARC are evaluated by mailauth, as a receiver would. Its methods reject
 * with a DomainError `unavailable` when the DNS does not answer.
 */
export function createMailDns(resolve: Resolve): MailDns {
  async function ask(name: string, type: RecordType): Promise<Answer[]> {
    try {
      return await resolve(name, type);
    } catch (error) {
      if (nothing.includes(codeOf(error))) return [];
      throw unavailable(name, error);
    }
  }
  const plain = async (name: string, type: RecordType) =>
    (await ask(name, type)).filter((answer) => typeof answer === 'string');
  const texts = async (name: string) =>
    (await ask(name, 'TXT')).flatMap((answer) => (Array.isArray(answer) ? [answer.join('')] : []));
  const addresses = async (name: string) =>
    (await Promise.all([plain(name, 'A'), plain(name, 'AAAA')])).flat();
  // mailauth's type of it leaves out what MX records are.
  const resolver = resolve as (name: string, type: string) => Promise<string[] | string[][]>;

  return {
    texts,
    addresses,
    pointers: (address) => plain(reverseName(address), 'PTR'),
    exchangers: async (name) =>
      (await ask(name, 'MX')).flatMap((answer) =>
        typeof answer === 'object' && 'exchange' in answer ? [answer] : [],
      ),
    async hostAddresses(host) {
      if (isIP(host) !== 0) return [host];
      const found = await addresses(host);
      if (found.length > 0) return found;
      // Names of a container network or of /etc/hosts.
      const known = await lookup(host, { all: true }).catch(() => []);
      return known.map(({ address }) => address);
    },
    async spf(domain, address) {
      const { spf } = await import('mailauth/lib/spf/index.js');
      const sender = `postmaster@${domain}`;
      const { status, lookups } = await spf({ sender, ip: address, helo: domain, resolver, strict: true });
      const result = spfResults.find((one) => one === status.result) ?? 'temperror';
      return { result, why: reasonIn(status.comment), lookups: lookups?.count ?? 0 };
    },
    async dmarc({ from, envelope, signing }) {
      const { dmarc } = await import('mailauth/lib/dmarc/index.js');
      const evaluated = await Promise.all([
        texts(`_dmarc.${from}`),
        // One at a time: with several, mailauth names only the first that is in line.
        ...(signing.length > 0 ? signing : [null]).map((domain) =>
          dmarc({
            headerFrom: `postmaster@${from}`,
            spfDomains: [envelope],
            dkimDomains: domain === null ? [] : [{ domain }],
            resolver,
            strict: true,
          }),
        ),
      ]);
      const [own, first, ...rest] = evaluated;
      const answers = [first, ...rest].flatMap((answer) => (answer ? [answer] : []));
      const [answer] = answers;
      if (answer === undefined || answer.status.result === 'temperror')
        throw new DomainError('unavailable', `the DNS does not say which DMARC record applies to ${from}`);
      const { rr, policyDomain } = answer;
      return {
        own: own.filter(isDmarcRecord),
        applied: rr === undefined || policyDomain === undefined ? null : { text: rr, domain: policyDomain },
        policy: answer.policy ?? 'none',
        aligned: {
          envelope: answers.some(({ alignment }) => alignment?.spf.result !== undefined),
          signing: signing.filter((_, index) => answers[index]?.alignment?.dkim.result !== undefined),
        },
      };
    },
  };
}

/** What mailauth says behind its usual words. */
function reasonIn(comment: string | undefined): string {
  return /during lookup of \S+: (.*)$/s.exec(comment ?? '')?.[1] ?? '';
}
