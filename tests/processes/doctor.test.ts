import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { loadDkimKeys } from '../../src/adapters/mail/mime/dkim.ts';
import type { DkimKey } from '../../src/adapters/mail/mime/dkim-signature.ts';
import { signingKey } from '../../src/adapters/mail/mime/signing-key.ts';
import type { Check } from '../../src/domain/doctor/check.ts';
import { databaseUrl } from '../support/global-setup.ts';
import {
  certificate,
  certificatePath,
  type ReverseProxy,
  startReverseProxy,
} from '../support/mail/certificate.ts';
import { type MailServer, startMailServer } from '../support/mail/mail-server.ts';
import { type NameServer, startNameServer } from '../support/mail/name-server.ts';
import type { Zone } from '../support/mail/zone.ts';
import { destroyHome, makeHome, serverProcess } from '../support/postgres/embedded-home.ts';
import { freePort } from '../support/postgres/postgres-server.ts';
import { checksums, sql } from '../support/postgres/sql.ts';
import { type CommandResult, command, offprint } from '../support/processes/command-line.ts';
import { addReader } from '../support/readers.ts';
import { type TestService, testService } from '../support/test-service.ts';

// The command as an operator runs it, on a real database, mail server, name server and web server.

const login = { user: 'ada', pass: 'the pass word' };
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const dkim = { domain: 'example.org', selector: 's1' };
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const recordOf = (key: DkimKey) => `v=DKIM1; k=rsa; p=${signingKey(key).forms[0]}`;

const good: Zone = {
  's1._domainkey.example.org TXT': loadDkimKeys({ ...dkim, privateKey: pem(privateKey) }).map(recordOf),
  '_dmarc.example.org TXT': ['v=DMARC1; p=reject; rua=mailto:dmarc@example.org'],
  'bounce.example.org TXT': ['v=spf1 include:_spf.example.net -all'],
  '_spf.example.net TXT': ['v=spf1 ip4:192.0.2.0/24 -all'],
  'bounce.example.org MX': ['10 mail.example.org'],
  'mail.example.org A': ['192.0.2.25'],
  '25.2.0.192.in-addr.arpa PTR': ['mail.example.org'],
};

let service: TestService;
let served: string;
let proxy: ReverseProxy;
let mail: MailServer;
let names: NameServer;
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'offprint-doctor-'));
  service = await testService();
  served = await (await service.app()).listen({ host: '127.0.0.1', port: 0 });
  [proxy, mail, names] = await Promise.all([
    startReverseProxy(served),
    startMailServer({ tls: 'implicit', login, certificate }),
    startNameServer(good),
  ]);
});
afterAll(async () => {
  await Promise.all([proxy.close(), mail.close(), names.close()]);
  await service.close();
  await rm(home, { recursive: true, force: true });
});

/** The same server under an address that is not told to be one of this machine, where certificates do not count. */
const elsewhere = (url: string) => url.replace('127.0.0.1', '0.0.0.0');
const withLogin = (url: string, pass = login.pass) =>
  url.replace('://', `://${login.user}:${encodeURIComponent(pass)}@`);
const production = (): Record<string, string> => ({
  NODE_ENV: 'production',
  DATABASE_URL: service.databaseUrl,
  OFFPRINT_HOME: home,
  SECRET_KEY: 'a secret key for tests, long enough!',
  PUBLIC_URL: proxy.url,
  SMTP_URL: withLogin(mail.url),
  MAIL_FROM: 'Offprint <digest@example.org>',
  POSTAL_ADDRESS: '1 Test Street, Testville',
  DKIM_DOMAIN: dkim.domain,
  DKIM_SELECTOR: dkim.selector,
  DKIM_PRIVATE_KEY: pem(privateKey).replaceAll('\n', '\\n'),
  BOUNCE_DOMAIN: 'bounce.example.org',
  NODE_EXTRA_CA_CERTS: certificatePath,
});

async function doctor(
  env: Record<string, string> = {},
  args = ['--ip', '192.0.2.25'],
): Promise<CommandResult> {
  return await offprint(['doctor', '--dns', names.address, ...args], { ...production(), ...env });
}
function checksOf({ stdout }: CommandResult): Check[] {
  return (JSON.parse(stdout) as { checks: Check[] }).checks;
}
async function diagnosed(env: Record<string, string> = {}, args = ['--ip', '192.0.2.25']) {
  const result = await doctor(env, [...args, '--json']);
  const checks = checksOf(result);
  return { ...result, checks, of: (name: string) => checks.find((check) => check.name === name) };
}
const found = (status: string, says: string) => ({ status, says: expect.stringContaining(says) });

test('all is well: each line passes, and nothing was sent or changed', async () => {
  await addReader(service.deps, 'ada@example.net');
  const before = await checksums(service.databaseUrl);
  mail.reset();
  const { code, stderr, checks } = await diagnosed();
  expect(checks.filter(({ status }) => status !== 'pass').map(({ name }) => name)).toEqual(['clock']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(checks.map(({ name, says }) => `${name}: ${says}`)).toEqual([
    expect.stringMatching(/^configuration: /),
    expect.stringMatching(/^database: PostgreSQL \d+\.\d+ can be reached and is up to date\.$/),
    `public-url: A one-click POST to ${proxy.url} is answered with 200, without a redirect.`,
    // All of the world is this machine here.
    expect.stringMatching(/^clock: .* this machine is also that of PostgreSQL and https:\S+: /),
    'proxy: Nothing was seen in front of this service that hides who its readers are.',
    expect.stringMatching(
      /^smtp: 127\.0\.0\.1:\d+ takes connections with TLS 1\.3; greeted as example\.org; .*it accepts the login\.$/,
    ),
    'dkim: The record at s1._domainkey.example.org has the public half of the rsa key.',
    'spf: There is one SPF record at bounce.example.org, which takes 1 of 10 look-ups. It lets 192.0.2.25 send.',
    expect.stringContaining('In line with it: SPF for bounce.example.org, DKIM for example.org.'),
    'reverse-dns: 192.0.2.25 is mail.example.org, which leads back to it.',
    'mx: Mail to bounce.example.org goes to mail.example.org.',
  ]);
  expect(mail.opened()).toBe(1);
  expect(mail.received).toEqual([]);
  expect(await checksums(service.databaseUrl)).toEqual(before);
});

test('what is wrong is a line with what to do and the record to publish, and the exit code is 1', async () => {
  const other = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
  const expired = await startMailServer({ tls: 'starttls' });
  names.zone = {
    ...good,
    's1._domainkey.example.org TXT': loadDkimKeys({ ...dkim, privateKey: other }).map(recordOf),
    'bounce.example.org TXT': ['v=spf1 mx -all', 'v=spf1 include:_spf.example.net -all'],
    '_dmarc.example.org TXT': ['v=DMARC1; p=none; pct=50; rua=mailto:dmarc@example.org'],
    'bounce.example.org MX': ['0 .'],
    '25.2.0.192.in-addr.arpa PTR': 'ENOTFOUND',
  };
  try {
    const { code, stdout, stderr } = await doctor({
      SMTP_URL: `${elsewhere(expired.url)} ${withLogin(mail.url, 'not the pass word')}`,
      SECRET_KEY: 'another secret key, and also long enough',
    });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^pass {2}database: /m);
    expect(stdout).toMatch(/^fail {2}public-url: .*SECRET_KEY/m);
    expect(stdout).toMatch(
      /^fail {2}smtp: 0\.0\.0\.0:\d+ .*certificate has expired.*Have its certificate renewed/m,
    );
    expect(stdout).toMatch(/^fail {2}smtp: 127\.0\.0\.1:\d+ refuses our login \(.*535/m);
    expect(stdout).toMatch(
      /^fail {2}dkim: .*another key.*\n {8}publish {2}s1\._domainkey\.example\.org\. {2}TXT {2}"v=DKIM1; k=rsa; p=\S+" "\S+"$/m,
    );
    expect(stdout).toContain(
      'publish  bounce.example.org.  TXT  "v=spf1 mx include:_spf.example.net -all"\n',
    );
    expect(stdout).toMatch(/^warn {2}dmarc: .*p=none.*pct=/m);
    expect(stdout).toContain('publish  25.2.0.192.in-addr.arpa.  PTR  mail.example.org.\n');
    expect(stdout).toMatch(/^fail {2}mx: .*null MX/m);
    for (const secret of ['pass word', 'pass%20word', 'another secret key'])
      expect(stdout).not.toContain(secret);
    // What is shown of the key is what the right zone has.
    const shown = /s1\._domainkey\S+ {2}TXT {2}(.*)$/m.exec(stdout)?.[1] ?? '';
    const text = [...shown.matchAll(/"([^"]*)"/g)].map(([, part]) => part).join('');
    expect([text]).toEqual(good['s1._domainkey.example.org TXT']);
  } finally {
    names.zone = good;
    await expired.close();
  }
});

test('what is away is a line, and stops nothing else', async () => {
  const [database, web, smtp] = [await freePort(), await freePort(), await freePort()];
  names.zone = { ...good, 'bounce.example.org MX': 'ESERVFAIL' };
  try {
    const { code, of } = await diagnosed({
      DATABASE_URL: `postgresql://127.0.0.1:${database}/nowhere`,
      PUBLIC_URL: `https://127.0.0.1:${web}`,
      SMTP_URL: `smtp://127.0.0.1:${smtp}`,
    });
    expect(code).toBe(1);
    expect(of('database')).toMatchObject(found('fail', 'The database cannot be reached'));
    expect(of('public-url')).toMatchObject(found('fail', 'ECONNREFUSED'));
    expect(of('smtp')).toMatchObject(found('fail', 'refuses connections'));
    expect(of('mx')).toMatchObject(found('fail', 'is the zone in order? (bounce.example.org, ESERVFAIL)'));
    expect(of('clock')).toMatchObject(found('warn', 'no other clock'));
    for (const name of ['configuration', 'dkim', 'spf', 'dmarc', 'reverse-dns'])
      expect(of(name)).toMatchObject({ status: 'pass' });
  } finally {
    names.zone = good;
  }
});

test('every variable that is wrong is a line of its own', async () => {
  const { code, stderr, checks } = await diagnosed({
    PORT: 'eighty',
    PUBLIC_URL: 'http://example.org',
    SECRET_KEY: '',
  });
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(checks.map(({ name, status }) => `${name} ${status}`)).toEqual(Array(3).fill('configuration fail'));
  expect(checks.map(({ says }) => says.split(':')[0]).sort()).toEqual(['PORT', 'PUBLIC_URL', 'SECRET_KEY']);
});

test('what only an adapter can tell of the settings is in the line that it belongs to', async () => {
  const { of } = await diagnosed({
    SMTP_URL: `${mail.url}?pool=true`,
    DKIM_PRIVATE_KEY: '-----BEGIN nothing',
  });
  expect(of('smtp')).toMatchObject(found('fail', 'SMTP_URL: '));
  expect(of('dkim')).toMatchObject(found('fail', 'DKIM_PRIVATE_KEY: is not a private key in PEM.'));
  expect(of('database')).toMatchObject({ status: 'pass' });
});

describe('PUBLIC_URL', () => {
  const publicUrl = async (url: string) => (await diagnosed({ PUBLIC_URL: url })).of('public-url');

  test('must not redirect, not even to where the answer is', async () => {
    const redirecting = await startReverseProxy(served, true);
    try {
      expect(await publicUrl(redirecting.url)).toMatchObject(
        found('fail', `is redirected to ${served}/unsubscribe/`),
      );
    } finally {
      await redirecting.close();
    }
  });
});

test('who presents a certificate that nobody trusts is not believed', async () => {
  const { of } = await diagnosed({ NODE_EXTRA_CA_CERTS: '', SMTP_URL: elsewhere(withLogin(mail.url)) });
  expect(of('public-url')).toMatchObject(found('fail', 'self-signed certificate'));
  expect(of('smtp')).toMatchObject(found('fail', 'self-signed certificate'));
  expect(of('smtp')).toMatchObject(found('fail', 'NODE_EXTRA_CA_CERTS'));
});

test('a database that is not up to date is told, and left as it is', async () => {
  const server = inject('postgresUrl');
  await sql(server, 'DROP DATABASE IF EXISTS doctor_empty WITH (FORCE)');
  await sql(server, 'CREATE DATABASE doctor_empty');
  const url = databaseUrl(server, 'doctor_empty');
  try {
    const { of } = await diagnosed({ DATABASE_URL: url });
    expect(of('database')).toMatchObject(found('warn', '_first'));
    expect(await sql(url, `SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace`)).toEqual([]);
  } finally {
    await sql(server, 'DROP DATABASE IF EXISTS doctor_empty WITH (FORCE)');
  }
});

test('on a new machine nothing is needed: the embedded database is started, and ends with it', async () => {
  const embedded = await makeHome();
  try {
    const port = String(await freePort());
    const result = await offprint(['doctor', '--json'], { OFFPRINT_HOME: embedded, PORT: port });
    const checks = checksOf(result);
    expect(result.code).toBe(0);
    expect(checks.filter(({ status }) => status === 'pass').map(({ name }) => name)).toEqual([
      'configuration',
      'proxy',
    ]);
    expect(checks.find(({ name }) => name === 'database')).toMatchObject(
      found('warn', 'still to be applied'),
    );
    expect(checks.find(({ name }) => name === 'smtp')).toMatchObject(found('warn', 'all mail is caught'));
    expect(await serverProcess(embedded)).toBeNull();
  } finally {
    await destroyHome(embedded);
  }
});

test.each([
  ['--ip', 'mail.example.org'],
  ['--dns', 'dns.example.org'],
  ['--dns', '192.0.2.53:dns'],
])('%s takes addresses only, and not %s', async (option, value) => {
  const result = await command(['doctor', option, value], {});
  expect(result).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('Give an IP address'),
  });
});
