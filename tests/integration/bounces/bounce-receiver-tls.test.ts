import { copyFile, mkdtemp, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BounceReceiver, startBounceReceiver } from '../../../src/adapters/smtp/bounce-receiver.ts';
import type { CertificateFiles } from '../../../src/adapters/smtp/certificate.ts';
import type { Log } from '../../../src/app/log.ts';
import { smtpSend, smtpTalk } from '../../support/mail/smtp-client.ts';
import { quietLog } from '../../support/quiet-log.ts';

/** Two certificates for bounce.example.org, each signed by itself. */
const fixture = (name: string) => join(import.meta.dirname, '../../fixtures/tls', name);

let folder: string;
let files: CertificateFiles;
let receiver: BounceReceiver;
let received: string[];
let logged: string[];
const log: Log = {
  ...quietLog,
  info: (_fields, words) => void logged.push(words),
  warn: (_fields, words) => void logged.push(words),
};

const put = (name: 'first' | 'second') =>
  Promise.all([
    copyFile(fixture(`${name}-key.pem`), files.keyFile),
    copyFile(fixture(`${name}-cert.pem`), files.certFile),
  ]);
const start = (tls: CertificateFiles | null) =>
  startBounceReceiver({
    host: '127.0.0.1',
    port: 0,
    name: 'bounce.example.org',
    tls,
    isOurs: (address) => address.endsWith('@bounce.example.org'),
    receive: async ({ raw }) => void received.push(Buffer.from(raw).toString()),
    log,
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offprint-tls-'));
  files = { keyFile: join(folder, 'key.pem'), certFile: join(folder, 'cert.pem') };
  received = [];
  logged = [];
  await put('first');
  receiver = await start(files);
});
afterEach(async () => {
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

/** Hands a message over as a mail server does that insists on TLS and trusts this certificate alone. */
async function sendTrusting(name: 'first' | 'second', to = 'b+x@bounce.example.org'): Promise<string> {
  const client = createTransport({
    host: '127.0.0.1',
    port: receiver.port,
    requireTLS: true,
    tls: { ca: await readFile(fixture(`${name}-cert.pem`)), servername: 'bounce.example.org' },
  });
  const raw = `Subject: by ${name}\r\n\r\nIt came back.\r\n`;
  const { response } = await client.sendMail({ envelope: { from: '', to }, raw });
  return response;
}

describe('a bounce receiver with a certificate', () => {
  test('takes bounces over STARTTLS', async () => {
    expect(await sendTrusting('first')).toMatch(/^250 2\.6\.0 recorded/);
    expect(received).toEqual([expect.stringContaining('Subject: by first')]);
  });

  test('takes them without TLS, too, and offers no login on either', async () => {
    const { end } = await smtpSend(receiver.port, ['b+x@bounce.example.org'], 'Subject: plain\r\n\r\nx\r\n');
    expect(end).toMatch(/^250/);
    const [, features] = await smtpTalk(receiver.port, ['EHLO c.example', 'QUIT']);
    expect(features).toMatch(/STARTTLS/);
    expect(features).not.toMatch(/AUTH/);
  });

  test('takes nothing to other addresses over TLS either', async () => {
    await expect(sendTrusting('first', 'ada@example.org')).rejects.toMatchObject({ responseCode: 550 });
  });

  test('shows another one from the next connection on when it was replaced', async () => {
    await expect(sendTrusting('second')).rejects.toThrow(/self-signed|certificate/);
    await put('second');
    expect(await sendTrusting('second')).toMatch(/^250/);
    await expect(sendTrusting('first')).rejects.toThrow(/self-signed|certificate/);
    expect(logged).toEqual(['the bounce receiver has another certificate']);
  });

  test('follows links that lead elsewhere, as certbot renews them', async () => {
    await Promise.all([unlink(files.keyFile), unlink(files.certFile)]);
    await symlink(fixture('second-key.pem'), files.keyFile);
    await symlink(fixture('second-cert.pem'), files.certFile);
    expect(await sendTrusting('second')).toMatch(/^250/);
  });

  test('keeps the one it has while the new one cannot be used, and says so once', async () => {
    await copyFile(fixture('second-key.pem'), files.keyFile);
    expect(await sendTrusting('first')).toMatch(/^250/);
    expect(await sendTrusting('first')).toMatch(/^250/);
    expect(logged).toEqual(['the bounce receiver keeps its certificate: the new one cannot be used']);
    await copyFile(fixture('second-cert.pem'), files.certFile);
    expect(await sendTrusting('second')).toMatch(/^250/);
    await unlink(files.certFile);
    expect(await sendTrusting('second')).toMatch(/^250/);
  });

  test('goes on after a handshake that fails', async () => {
    expect((await smtpTalk(receiver.port, ['EHLO c.example', 'STARTTLS', 'not TLS at all'])).length).toBe(3);
    expect(await sendTrusting('first')).toMatch(/^250/);
  });
});

describe('a bounce receiver', () => {
  test('without a certificate hides STARTTLS', async () => {
    const plain = await start(null);
    const [, features, answer] = await smtpTalk(plain.port, ['EHLO c.example', 'STARTTLS']);
    expect(features).not.toMatch(/STARTTLS/);
    expect(answer).toMatch(/^5/);
    await plain.close();
  });

  test('does not start with a certificate that cannot be used, and says which setting is wrong', async () => {
    const gone = { ...files, keyFile: join(folder, 'gone.pem') };
    await expect(start(gone)).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ field: 'BOUNCE_TLS_KEY' }],
    });
    await writeFile(files.certFile, 'nonsense');
    await expect(start(files)).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ field: 'BOUNCE_TLS_CERT' }],
    });
    await copyFile(fixture('second-cert.pem'), files.certFile);
    await expect(start(files)).rejects.toMatchObject({ fields: [{ field: 'BOUNCE_TLS_CERT' }] });
  });
});
