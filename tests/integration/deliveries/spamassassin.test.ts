import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyMail } from '../../support/mail/every-mail.ts';
import { type MailServer, startMailServer } from '../../support/mail/mail-server.ts';
import { spamassassinPath, spamVerdicts } from '../../support/mail/spamassassin.ts';
import { type TestService, testService } from '../../support/test-service.ts';

/** Receivers put what has five points aside. */
const most = 1;

/** The fields that a receiving server puts in front (RFC 5321, 4.4): filters look at where a message came from. */
function asReceived({ from, to, bytes }: { from: string; to: string; bytes: Buffer }): Buffer {
  const date = /^Date: (.*)\r$/m.exec(bytes.toString('latin1'))?.[1] ?? '';
  const trace = [
    `Return-Path: <${from}>`,
    // Documentation's addresses of IPv4 count against a message.
    'Received: from mail.example.org (mail.example.org [2001:db8::25])',
    `\tby mx.example.com with ESMTPS id 4c1b2a for <${to}>; ${date}`,
    '',
  ];
  return Buffer.concat([Buffer.from(trace.join('\r\n')), bytes]);
}

describe.skipIf(spamassassinPath === null)('SpamAssassin', () => {
  let server: MailServer;
  let service: TestService;
  beforeAll(async () => {
    server = await startMailServer();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    service = await testService({
      env: {
        SMTP_URL: server.url,
        PUBLIC_URL: 'https://papers.example.org',
        MAIL_FROM: 'Offprint <digest@example.org>',
        BOUNCE_DOMAIN: 'bounce.example.org',
        DKIM_DOMAIN: 'example.org',
        DKIM_SELECTOR: 'offprint',
        DKIM_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      },
    });
  });
  afterAll(async () => {
    await service?.close();
    await server?.close();
  });

  test(`gives none of our mails, signed and received, ${most} point or more`, async () => {
    const mails = [...(await everyMail(service, server))];
    for (const [, mail] of mails) expect(mail.raw).toMatch(/^DKIM-Signature: /m);
    const verdicts = await spamVerdicts(mails.map(([, mail]) => asReceived(mail)));
    const told = mails.map(([kind], index) => `${kind}: ${verdicts[index]!.report}`).join('\n');
    expect(
      verdicts.every(({ score }) => score < most),
      told,
    ).toBe(true);
  });

  test('gives more to what is spam', async () => {
    // GTUBE, the text by which such filters are tried.
    const gtube = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X';
    const spam = `From: a@example.org\r\nTo: b@example.com\r\nSubject: hello\r\n\r\n${gtube}\r\n`;
    const [verdict] = await spamVerdicts([Buffer.from(spam)]);
    expect(verdict!.score).toBeGreaterThan(100);
  });
});
