import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mailgunEvents } from '../../../../src/adapters/webhooks/mailgun.ts';
import { postmarkEvents } from '../../../../src/adapters/webhooks/postmark.ts';
import { sendgridEvent } from '../../../../src/adapters/webhooks/sendgrid.ts';
import { kinds } from '../../../../src/domain/bounces/bounce-reason.ts';
import { sesEvents } from '../../../../src/domain/bounces/ses-event.ts';

const judged = (events: { address: string; reason: keyof typeof kinds }[]) =>
  events.map(({ address, reason }) => [address, reason, kinds[reason]]);
const a = 'ada@x.example';

describe('what Amazon SES posts', () => {
  const bounce = (type: string, sub: string, words: string) => ({
    notificationType: 'Bounce',
    bounce: {
      bounceType: type,
      bounceSubType: sub,
      bouncedRecipients: [{ emailAddress: a, diagnosticCode: words }],
    },
    mail: { source: 'b+1@bounce.example', headers: [{ name: 'Message-ID', value: '<1@example.org>' }] },
  });
  it.each([
    [bounce('Permanent', 'General', 'smtp; 550 5.1.1 user unknown'), 'unknown-user', 'hard'],
    [bounce('Permanent', 'General', ''), 'unknown-user', 'hard'],
    [bounce('Permanent', 'OnAccountSuppressionList', ''), 'unknown-user', 'hard'],
    [bounce('Permanent', 'General', 'smtp; 550 5.7.1 message rejected as spam'), 'spam', 'soft'],
    [bounce('Transient', 'MailboxFull', 'smtp; 552 5.2.2 over quota'), 'mailbox-full', 'soft'],
    [bounce('Transient', 'General', 'smtp; 550 5.1.1 user unknown'), 'undetermined', 'soft'],
    // Without a server's words: an answer that a program gave.
    [bounce('Transient', 'General', ''), 'auto-reply', 'none'],
    [bounce('Undetermined', 'Undetermined', ''), 'auto-reply', 'none'],
    [bounce('Transient', 'MailboxFull', ''), 'mailbox-full', 'soft'],
    [bounce('Transient', 'MessageTooLarge', ''), 'too-large', 'soft'],
    [bounce('Undetermined', 'Undetermined', 'smtp; 550 5.0.0 no'), 'undetermined', 'soft'],
  ])('is judged by its type and its words (%#)', (post, reason, kind) => {
    expect(judged(sesEvents(post))).toEqual([[a, reason, kind]]);
  });
  it('names the message', () => {
    expect(sesEvents(bounce('Permanent', 'General', ''))).toMatchObject([
      { messageIds: ['<1@example.org>'], returnPaths: ['b+1@bounce.example'] },
    ]);
  });
  it('is a complaint, unless the reader says that it is no spam', () => {
    const complaint = (type?: string) => ({
      eventType: 'Complaint',
      complaint: { complaintFeedbackType: type, complainedRecipients: [{ emailAddress: a }] },
    });
    expect(judged(sesEvents(complaint()))).toEqual([[a, 'abuse', 'complaint']]);
    expect(judged(sesEvents(complaint('not-spam')))).toEqual([[a, 'not-spam', 'none']]);
    expect(sesEvents({ notificationType: 'Delivery', mail: {} })).toEqual([]);
  });
});

describe('what Postmark posts', () => {
  const post = (Type: string, Details = '') => ({ RecordType: 'Bounce', ID: 7, Type, Email: a, Details });
  it.each([
    [post('HardBounce', 'smtp;550 5.1.1 user unknown'), 'unknown-user', 'hard'],
    [post('HardBounce'), 'unknown-user', 'hard'],
    [post('SoftBounce', 'smtp;552 5.2.2 mailbox full'), 'mailbox-full', 'soft'],
    [post('SoftBounce', 'smtp;550 5.1.1 user unknown'), 'undetermined', 'soft'],
    [post('Transient'), 'delayed', 'none'],
    [post('AutoResponder', '550 5.1.1 user unknown'), 'auto-reply', 'none'],
    [post('SpamComplaint'), 'abuse', 'complaint'],
    [{ RecordType: 'SpamComplaint', ID: 8, Email: a }, 'abuse', 'complaint'],
  ])('is judged by its type (%#)', (given, reason, kind) => {
    expect(judged(postmarkEvents(given))).toEqual([[a, reason, kind]]);
  });
  const change = (fields: object) => ({ RecordType: 'SubscriptionChange', Recipient: a, ...fields });
  const stop = (SuppressionReason: string) =>
    change({ SuppressSending: true, SuppressionReason, Origin: 'Recipient' });
  it.each([
    [stop('ManualSuppression'), 'opt-out', 'complaint'],
    [stop('SpamComplaint'), 'abuse', 'complaint'],
    [stop('HardBounce'), 'unknown-user', 'hard'],
    [
      change({ SuppressSending: false, SuppressionReason: null, Origin: 'Recipient' }),
      'resubscribed',
      'none',
    ],
    [change({ SuppressSending: false, SuppressionReason: null, Origin: 'Customer' }), 'reactivated', 'none'],
  ])('changes a subscription both ways (%#)', (given, reason, kind) => {
    expect(judged(postmarkEvents(given))).toEqual([[a, reason, kind]]);
  });
  it('names each bounce, although its numbers lose their last digits', () => {
    const ids = ['4323372036854775807', '4323372036854775806'].map((id, index) => {
      const json = `{"RecordType":"Bounce","Type":"HardBounce","ID":${id},"Email":"${index}@x.example"}`;
      return postmarkEvents(JSON.parse(json))[0]?.eventId;
    });
    expect(new Set(ids).size).toBe(2);
  });
  it('is nothing, when it is about something else', () => {
    expect(postmarkEvents({ RecordType: 'Delivery', Email: a })).toEqual([]);
    expect(postmarkEvents(change({ SuppressSending: true, SuppressionReason: 'Whim' }))).toEqual([]);
  });
});

describe('what Mailgun posts', () => {
  const post = (event: object) => ({
    'event-data': {
      id: 'x',
      recipient: a,
      message: { headers: { 'message-id': '1@example.org' } },
      envelope: { sender: 'b+1@bounce.example' },
      ...event,
    },
  });
  const status = (code: number, message: string) => ({ 'delivery-status': { code, message } });
  it.each([
    [
      { event: 'failed', severity: 'permanent', ...status(550, '5.1.1 user unknown') },
      'unknown-user',
      'hard',
    ],
    [{ event: 'failed', severity: 'permanent', ...status(552, '5.2.2 over quota') }, 'mailbox-full', 'soft'],
    [
      { event: 'failed', severity: 'permanent', reason: 'suppress-bounce', ...status(605, '') },
      'unknown-user',
      'hard',
    ],
    [
      { event: 'failed', severity: 'permanent', reason: 'suppress-unsubscribe', ...status(606, '') },
      'opt-out',
      'complaint',
    ],
    [
      {
        event: 'failed',
        severity: 'permanent',
        reason: 'suppress-complaint',
        ...status(607, 'Not delivering to a user who marked your messages as spam'),
      },
      'abuse',
      'complaint',
    ],
    [{ event: 'failed', severity: 'permanent', ...status(605, '') }, 'unknown-user', 'hard'],
    [{ event: 'failed', severity: 'permanent', ...status(606, '') }, 'opt-out', 'complaint'],
    [{ event: 'failed', severity: 'permanent', ...status(607, '') }, 'abuse', 'complaint'],
    [{ event: 'failed', severity: 'temporary', ...status(421, 'try later') }, 'delayed', 'none'],
    [{ event: 'complained' }, 'abuse', 'complaint'],
    [{ event: 'unsubscribed' }, 'opt-out', 'complaint'],
  ])('is judged by event, severity and words (%#)', (event, reason, kind) => {
    expect(judged(mailgunEvents(post(event)))).toEqual([[a, reason, kind]]);
    expect(mailgunEvents(post(event))).toMatchObject([
      { messageIds: ['<1@example.org>'], returnPaths: ['b+1@bounce.example'] },
    ]);
  });
  it('is nothing, when it is about something else', () => {
    for (const event of ['delivered', 'opened', 'constructor'])
      expect(mailgunEvents(post({ event }))).toEqual([]);
  });
});

describe('what SendGrid posts', () => {
  const post = (event: object) => ({ email: a, sg_event_id: 'x', 'smtp-id': '<1@example.org>', ...event });
  it.each([
    [
      { event: 'bounce', type: 'bounce', reason: '550 5.1.1 user unknown', status: '5.1.1' },
      'unknown-user',
      'hard',
    ],
    [{ event: 'bounce', type: 'blocked', reason: '550 5.1.1 user unknown' }, 'undetermined', 'soft'],
    [{ event: 'bounce', type: 'blocked', reason: '550 5.7.1 listed at a dnsbl' }, 'reputation', 'soft'],
    [{ event: 'dropped', reason: 'Bounced Address' }, 'unknown-user', 'hard'],
    [{ event: 'dropped', reason: 'Invalid' }, 'unknown-user', 'hard'],
    [{ event: 'dropped', reason: 'Spam Reporting Address' }, 'abuse', 'complaint'],
    [{ event: 'dropped', reason: 'Unsubscribed Address' }, 'opt-out', 'complaint'],
    [{ event: 'spamreport' }, 'abuse', 'complaint'],
  ])('is judged by event, type and words (%#)', (event, reason, kind) => {
    expect(judged(sendgridEvent(post(event)))).toEqual([[a, reason, kind]]);
  });
  it('is nothing, when it is about something else', () => {
    for (const event of ['processed', 'delivered', 'deferred', 'open'])
      expect(sendgridEvent(post({ event }))).toEqual([]);
    for (const reason of ['Invalid SMTPAPI header', 'Recipient List over Package Quota', 'Spam Content'])
      expect(sendgridEvent(post({ event: 'dropped', reason }))).toEqual([]);
  });
});

it('whatever JSON is posted makes no error', () => {
  const keys = [
    'event-data',
    'bounce',
    'complaint',
    'bouncedRecipients',
    'event',
    'notificationType',
    'RecordType',
  ];
  const json = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('Bounce', 'failed', 'bounce', null, 1, ''),
      fc.array(tie('any')),
      fc.dictionary(fc.constantFrom(...keys), tie('any')),
    ),
  })).any;
  fc.assert(
    fc.property(json, (post) => {
      for (const read of [sesEvents, postmarkEvents, mailgunEvents, sendgridEvent])
        expect(Array.isArray(read(post))).toBe(true);
    }),
  );
});
