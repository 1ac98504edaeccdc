import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'vitest';
import { createMailDns } from '../../src/adapters/dns/mail-dns.ts';
import { signingKey } from '../../src/adapters/mail/mime/signing-key.ts';
import { type DoctorSettings, diagnose } from '../../src/app/doctor/diagnose.ts';
import type { DoctorPorts } from '../../src/app/doctor/doctor-ports.ts';
import { thisMachine } from '../../src/domain/client.ts';
import type { Check } from '../../src/domain/doctor/check.ts';
import { type Zone, zoneDns } from './mail/zone.ts';

const now = new Date('2026-11-26T00:00:00Z');
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
/** A key of this domain. */
export const keyOf = (domain: string) => signingKey({ domain, selector: 's1', privateKey });
export const key = keyOf('example.org');
const dkimRecord = `v=DKIM1; k=rsa; p=${key.forms[0]}`;

/** All is well: a mail server of one's own, bounces below the domain in From. */
const good: Zone = {
  'example.org MX': ['10 mail.example.org'],
  's1._domainkey.example.org TXT': [dkimRecord],
  '_dmarc.example.org TXT': ['v=DMARC1; p=reject; rua=mailto:dmarc@example.org'],
  'bounce.example.org TXT': ['unrelated', 'v=spf1 ip4:192.0.2.25 ip6:2001:db8::25 -all'],
  'bounce.example.org MX': ['10 mail.example.org'],
  'mail.example.org A': ['192.0.2.25'],
  'mail.example.org AAAA': ['2001:db8::25'],
  '25.2.0.192.in-addr.arpa PTR': ['mail.example.org'],
  [`5.2.0.0.${'0.'.repeat(20)}8.b.d.0.1.0.0.2.ip6.arpa PTR`]: ['mail.example.org'],
};

/** What is otherwise than where all is well. */
export type Changes = {
  zone?: Zone;
  without?: string[];
  ports?: Partial<DoctorPorts>;
  settings?: Partial<DoctorSettings>;
  host?: string;
  limitMs?: number;
};

/** What the doctor finds. */
export async function checks({
  zone,
  without = [],
  ports,
  settings,
  host = 'mail.example.org',
  limitMs = 60_000,
}: Changes = {}) {
  const kept = Object.fromEntries(Object.entries(good).filter(([name]) => !without.includes(name)));
  const certificate = { from: new Date('2026-11-01'), until: new Date('2027-01-30') };
  const session = { greeting: 'mail.example.org', tls: { protocol: 'TLSv1.3', certificate } };
  const all: DoctorPorts = {
    dns: createMailDns(zoneDns({ ...kept, ...zone })),
    smtpServers: () => [
      { name: `${host}:465`, host, open: async () => ({ ...session, login: 'accepted', local: false }) },
    ],
    templates: null,
    signingKeys: () => [key],
    database: async () => ({
      state: { version: 180_004, pending: [], unknown: [] },
      clock: { reference: 'PostgreSQL', aheadMs: 5, uncertainMs: 1, own: false },
      proxyDoubt: null,
      held: [],
      embeddings: null,
    }),
    trialLinks: async () => ({ genuine: 'https://genuine', forged: 'https://forged' }),
    post: async (url) => ({
      answer: { status: url === 'https://genuine' ? 200 : 404, location: null },
      clock: null,
    }),
    embeddings: null,
    now: () => now,
    ...ports,
  };
  const usual: DoctorSettings = {
    from: 'example.org',
    bounceDomain: 'bounce.example.org',
    sendingAddresses: [],
    publicUrl: 'https://papers.example.org',
    trustedProxies: thisMachine,
    live: true,
  };
  return await diagnose(all, { ...usual, ...settings }, limitMs);
}

export async function check(name: string, changes: Changes): Promise<Check | undefined> {
  return (await checks(changes)).find((one) => one.name === name);
}
export const line = (status: string, says: string, publish?: string) => ({
  status,
  says: expect.stringContaining(says),
  ...(publish === undefined ? {} : { publish }),
});
