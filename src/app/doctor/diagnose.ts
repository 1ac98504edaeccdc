import { setTimeout as wait } from 'node:timers/promises';
import type { Check, Verdict } from '../../domain/doctor/check.ts';
import { fail, pass, warn } from '../../domain/doctor/check.ts';
import { judgeClock } from '../../domain/doctor/clock.ts';
import { judgeDatabase } from '../../domain/doctor/database.ts';
import { judgeDkimRecords } from '../../domain/doctor/dkim-record.ts';
import { judgeDmarc } from '../../domain/doctor/dmarc.ts';
import { judgeEmbeddings } from '../../domain/doctor/embeddings.ts';
import { isPublicDomain, judgeExchangers, judgePointers } from '../../domain/doctor/names.ts';
import { judgeOneClick } from '../../domain/doctor/one-click.ts';
import { judgeProxy } from '../../domain/doctor/proxy.ts';
import { type Senders, sendersOf } from '../../domain/doctor/sending-address.ts';
import { judgeNoSmtp, judgeSmtp } from '../../domain/doctor/smtp-server.ts';
import { isSpfRecord, judgeSpf, strangerAddress } from '../../domain/doctor/spf.ts';
import { DomainError, messageOf } from '../../domain/errors.ts';
import type { Network } from '../../domain/ip-address.ts';
import type { DoctorPorts } from './doctor-ports.ts';

export type DoctorSettings = {
  /** The domain in `From`. */
  from: string;
  /** That of envelope senders; null: the one in `From`. */
  bounceDomain: string | null;
  /** Addresses from which mail is known to leave; none: told by the mail servers' own. */
  sendingAddresses: readonly string[];
  publicUrl: string;
  trustedProxies: readonly Network[];
  /** Mail goes to real people. */
  live: boolean;
};

/** How much longer than a server itself the database may take to say what it knows of that server. */
const heldMs = 2_000;

type Examination = { name: string; examine(): Promise<Verdict> };

/**
 * Checks everything that mail depends on, all at once, each within `limitMs`. What cannot be checked is a line that
 * says why, and stops nothing else. Changes nothing and sends nothing. Never rejects.
 */
export async function diagnose(
  ports: DoctorPorts,
  settings: DoctorSettings,
  limitMs: number,
): Promise<Check[]> {
  const ending = new AbortController();
  const late = new DomainError('unavailable', `there was no answer within ${limitMs / 1000} seconds`);
  const timer = setTimeout(() => ending.abort(late), limitMs);
  const overdue = new Promise<never>((_, reject) => {
    ending.signal.addEventListener('abort', () => reject(late));
  });
  try {
    const database = once(() => ports.database());
    const all = [
      ...serviceExaminations(ports, settings, database, ending.signal),
      ...mailExaminations(ports, settings, database, ending.signal),
    ];
    return await Promise.all(
      all.map(async ({ name, examine }) => {
        try {
          return { name, ...(await Promise.race([examine(), overdue])) };
        } catch (error) {
          const why = messageOf(error).replace(/\.$/, '');
          return { name, ...fail(isInvalid(error) ? `${why}.` : `This could not be checked: ${why}.`) };
        }
      }),
    );
  } finally {
    clearTimeout(timer);
    // What is still on its way is not waited for.
    overdue.catch(() => undefined);
    ending.abort(late);
  }
}

function isInvalid(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'invalid';
}

/** The same promise for all who ask. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let promise: Promise<T> | null = null;
  return () => {
    promise ??= work();
    return promise;
  };
}

function serviceExaminations(
  ports: DoctorPorts,
  { publicUrl, trustedProxies, live }: DoctorSettings,
  database: () => Looked,
  signal: AbortSignal,
): Examination[] {
  const links = once(() => ports.trialLinks());
  const post = async (which: 'genuine' | 'forged') => await ports.post((await links())[which], signal);
  const genuine = once(() => post('genuine'));
  return [
    {
      name: 'database',
      examine: async () => judgeDatabase((await database()).state),
    },
    {
      name: 'public-url',
      async examine() {
        const [first, second] = await Promise.all([genuine(), post('forged')]);
        return judgeOneClick({ publicUrl, genuine: first.answer, forged: second.answer, live });
      },
    },
    {
      name: 'clock',
      async examine() {
        const read = await Promise.allSettled([database(), genuine()]);
        return judgeClock(
          read.flatMap((one) =>
            one.status === 'fulfilled' && one.value.clock !== null ? [one.value.clock] : [],
          ),
        );
      },
    },
    {
      name: 'proxy',
      examine: async () => judgeProxy((await database()).proxyDoubt, trustedProxies, ports.now()),
    },
    ...embeddingsExaminations(ports, database, signal),
    ...templateExaminations(ports),
  ];
}

function templateExaminations({ templates }: DoctorPorts): Examination[] {
  if (templates === null) return [];
  return [
    {
      name: 'templates',
      async examine() {
        await templates.check();
        return pass(`The templates in ${templates.folder} make mails.`);
      },
    },
  ];
}

type Looked = ReturnType<DoctorPorts['database']>;

function embeddingsExaminations(
  { embeddings }: DoctorPorts,
  database: () => Looked,
  signal: AbortSignal,
): Examination[] {
  if (embeddings === null) return [];
  const { address, patienceMs } = embeddings;
  return [
    {
      name: 'embeddings',
      async examine() {
        // That the database cannot be reached is told by its own line.
        const stored = database().then(
          (looked) => looked.embeddings,
          () => null,
        );
        const answer = await embeddings.ask(signal);
        const late = wait(heldMs, null, { ref: false });
        return judgeEmbeddings(address, answer, { stored: await Promise.race([stored, late]), patienceMs });
      },
    },
  ];
}

function mailExaminations(
  ports: DoctorPorts,
  settings: DoctorSettings,
  database: () => Looked,
  signal: AbortSignal,
): Examination[] {
  const { dns } = ports;
  const { from } = settings;
  const envelope = settings.bounceDomain ?? from;
  const senders = once(() => findSenders(ports, settings, envelope));
  const inDns = (name: string, domain: string, examine: () => Promise<Verdict>): Examination => ({
    name,
    examine: async () => (isPublicDomain(domain) ? await examine() : unnamed(domain)),
  });
  return [
    ...smtpExaminations(ports, database, signal),
    ...dkimExaminations(ports),
    inDns('spf', envelope, async () => {
      const { addresses, hidden } = await senders();
      const [texts, stranger, outcomes] = await Promise.all([
        dns.texts(envelope),
        dns.spf(envelope, strangerAddress),
        Promise.all(
          addresses.map(async (sender) => ({ ...sender, outcome: await dns.spf(envelope, sender.address) })),
        ),
      ]);
      const records = texts.filter(isSpfRecord);
      return judgeSpf({ domain: envelope, records, stranger, senders: outcomes, hidden });
    }),
    inDns('dmarc', from, async () => {
      const signing = [...new Set(ports.signingKeys().map(({ domain }) => domain))];
      const mail = { from, envelope, signing };
      return judgeDmarc(mail, await dns.dmarc(mail));
    }),
    inDns('reverse-dns', from, async () => {
      const { addresses, hidden } = await senders();
      const pointed = addresses.map(async (sender) => ({
        ...sender,
        pointed: await pointedAt(ports, sender.address),
      }));
      return judgePointers({ senders: await Promise.all(pointed), hidden, mailHost: `mail.${from}` });
    }),
    inDns('mx', envelope, async () => {
      const [exchangers, addresses] = await Promise.all([dns.exchangers(envelope), dns.addresses(envelope)]);
      const led = exchangers.map(async (one) => ({
        ...one,
        addresses: one.exchange === '' ? [] : await dns.addresses(one.exchange),
      }));
      const mailHost = `mail.${from}`;
      return judgeExchangers({ domain: envelope, exchangers: await Promise.all(led), addresses, mailHost });
    }),
  ];
}

function unnamed(domain: string): Verdict {
  return warn(
    `There is nothing to check: ${domain} is not in the public DNS. Set MAIL_FROM to an address at a domain of yours.`,
  );
}

function smtpExaminations(ports: DoctorPorts, database: () => Looked, signal: AbortSignal): Examination[] {
  let servers: ReturnType<DoctorPorts['smtpServers']>;
  try {
    servers = ports.smtpServers();
  } catch (error) {
    return [{ name: 'smtp', examine: () => Promise.reject(error) }];
  }
  if (servers.length === 0) return [{ name: 'smtp', examine: async () => judgeNoSmtp() }];
  return servers.map(({ name, open }) => ({
    name: 'smtp',
    async examine() {
      // That the database cannot be reached, or does not answer, is told by its own line.
      const held = database().then(
        ({ held: all }) => all.find(({ server }) => server === name) ?? null,
        () => null,
      );
      const found = await open(signal);
      const late = wait(heldMs, null, { ref: false });
      return judgeSmtp(name, found, ports.now(), await Promise.race([held, late]));
    },
  }));
}

function dkimExaminations(ports: DoctorPorts): Examination[] {
  let keys: ReturnType<DoctorPorts['signingKeys']>;
  try {
    keys = ports.signingKeys();
  } catch (error) {
    return [{ name: 'dkim', examine: () => Promise.reject(error) }];
  }
  if (keys.length === 0) {
    const says =
      'Offprint has no DKIM key and signs nothing: see that your mail server does, for the domain in MAIL_FROM.';
    return [{ name: 'dkim', examine: async () => warn(says) }];
  }
  const rsaSigns = keys.some(({ type }) => type === 'rsa');
  return keys.map((key) => ({
    name: 'dkim',
    examine: async () => judgeDkimRecords(key, await ports.dns.texts(key.name), rsaSigns),
  }));
}

async function findSenders(ports: DoctorPorts, settings: DoctorSettings, envelope: string): Promise<Senders> {
  const { from, sendingAddresses } = settings;
  if (sendingAddresses.length > 0)
    return sendersOf(
      sendingAddresses.map((address) => ({ host: address, addresses: [address] })),
      [],
    );
  const hosts = [...new Set(ports.smtpServers().map(({ host }) => host))];
  const found = hosts.map(async (host) => ({ host, addresses: await ports.dns.hostAddresses(host) }));
  return sendersOf(await Promise.all(found), [from, envelope]);
}

async function pointedAt({ dns }: DoctorPorts, address: string) {
  const names = await dns.pointers(address);
  return await Promise.all(names.map(async (name) => ({ name, addresses: await dns.addresses(name) })));
}
