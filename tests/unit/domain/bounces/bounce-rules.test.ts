import { describe, expect, it } from 'vitest';
import { kinds, type Stage } from '../../../../src/domain/bounces/bounce-reason.ts';
import { reasonOf, rules } from '../../../../src/domain/bounces/bounce-rules.ts';
import { diagnosisIn } from '../../../../src/domain/bounces/bounce-text.ts';

const reason = (text: string, stage: Stage | null = null) => reasonOf({ ...diagnosisIn(text), stage });

describe('the table of reasons', () => {
  it('has a source for each rule, and no rule that holds for everything', () => {
    for (const rule of rules) {
      expect(rule.source.length).toBeGreaterThan(8);
      expect(rule.text ?? rule.status ?? rule.reply).toBeDefined();
      expect(rule.text?.test('') ?? false).toBe(false);
    }
  });

  // Replies as their providers document them.
  it.each([
    ['550-5.1.1 The email account that you tried to reach does not exist. Please try', 'unknown-user'],
    ['550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup', 'unknown-user'],
    ['550 5.4.1 Recipient address rejected: Access denied. [AM5EUR02FT012]', 'unknown-user'],
    [
      '550 5.5.1 Recipient rejected - OFR_416 Adresse destinataire invalide. Invalid recipient.',
      'unknown-user',
    ],
    ['550 No such user here', 'unknown-user'],
    ['550 5.1.1 <a@b.example>: user does not exist', 'unknown-user'],
    ['550 Requested action not taken: mailbox unavailable', 'unknown-user'],
    ['550 5.1.1 Mailbox does not exist', 'unknown-user'],
    ['550 Unrouteable address', 'unknown-user'],
    ['551 5.1.6 User has moved', 'moved'],
    ['550 5.1.2 Host unknown (Name server: x.example: host not found)', 'unknown-host'],
    ['556 5.1.10 Recipient address rejected: Domain x.example does not accept mail (nullMX)', 'no-mail-host'],
    ['552-5.2.2 The email account that you tried to reach is over quota.', 'mailbox-full'],
    ['452 4.2.2 The recipient’s inbox is out of storage space.', 'mailbox-full'],
    ['552 5.2.2 Over quota', 'mailbox-full'],
    ['552 Requested mail action aborted: exceeded storage allocation', 'mailbox-full'],
    ['550 5.2.1 The email account that you tried to reach is disabled.', 'disabled'],
    ['554 30 Sorry, your message cannot be delivered. This mailbox is disabled (554.30).', 'disabled'],
    ['450 4.2.1 The user you are trying to contact is receiving mail too quickly.', 'rate'],
    ['451 4.7.1 Greylisting in action, please come back later', 'rate'],
    ['421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints', 'rate'],
    ['550-5.7.1 Our system has detected that this message is likely unsolicited mail.', 'spam'],
    ['554 5.7.1 Spam message rejected', 'spam'],
    ['550 5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org', 'reputation'],
    ['550 5.7.25 The IP address sending this message does not have a PTR record setup', 'reputation'],
    [
      '550 5.7.26 This mail has been blocked because the sender is unauthenticated. SPF check failed',
      'authentication',
    ],
    ['550 5.7.509 Access denied, sending domain does not pass DMARC verification', 'authentication'],
    ['554 5.7.9 Message not accepted for policy reasons.', 'policy'],
    ['554 5.7.1 <a@b.example>: Relay access denied', 'relay'],
    ['553 5.1.8 <d@example.org>... Domain of sender address d@example.org does not exist', 'sender'],
    ['552 5.3.4 Message size exceeds fixed limit', 'too-large'],
    ['554 5.6.0 The message contains a virus', 'content'],
    ['connect to mx.x.example[192.0.2.1]:25: Connection refused', 'network'],
    ['550 4.4.7 QUEUE.Expired; message expired', 'expired'],
    ['554 5.4.6 Too many hops', 'system'],
    ['550 5.0.0 something went wrong', 'undetermined'],
  ])('says of “%s”: %s', (reply, wanted) => {
    expect(reason(reply)).toBe(wanted);
  });

  it('does not take words of an address or a link for the server’s', () => {
    expect(reason('550 5.1.1 <mailbox.full@x.example>: no such user, see https://x.example/spam')).toBe(
      'unknown-user',
    );
  });

  it('gives nobody up for a refusal of the sender', () => {
    expect(kinds[reason('550 5.1.1 user unknown', 'mail')]).toBe('soft');
    expect(kinds[reason('550 Host unknown', 'connect')]).toBe('soft');
    expect(kinds[reason('550 5.1.1 user unknown', 'rcpt')]).toBe('hard');
  });

  it('takes “user unknown” after the message for a filter of the reader', () => {
    expect(reason('550 5.0.0 user unknown', 'data')).toBe('filtered');
    expect(reason('550 5.1.1 user unknown', 'data')).toBe('unknown-user');
  });
});
