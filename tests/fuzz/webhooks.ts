import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWebhooks } from '../../src/adapters/webhooks/index.ts';
import type { BounceProvider } from '../../src/domain/bounces/bounce-origin.ts';
import { kinds } from '../../src/domain/bounces/bounce-reason.ts';
import { hostileTokens } from '../unit/domain/hostile-texts.ts';
import { type Fuzzer, isRefusal, type Target } from './fuzzer.ts';

const now = new Date('2026-12-01T10:00:00Z');
const seconds = String(now.getTime() / 1000);
const secret = 'a secret of sixteen letters';
const topic = 'arn:aws:sns:eu-west-1:123456789012:bounces';
const sns = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures/sns', name), 'utf8');
const sendgridKeys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const address = 'ada@example.org';
const said = '550 5.1.1 user unknown';

const words = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'null',
  'true',
  '1e999',
  '""',
  '\\ud800',
  '\\u0000',
  '"__proto__":',
  'constructor',
  'toString',
  'Notification',
  'SubscriptionConfirmation',
  'complained',
  'unsubscribed',
  '"Type":',
  '"TopicArn":',
  '"event":',
  '"bounce":',
  '"RecordType":',
  ...hostileTokens,
];

/** A post of each provider as it should be, and how it is signed so that what is in it is read. */
const posts: Record<
  BounceProvider,
  { post: unknown; sign(body: string): { headers: Record<string, string>; body: string } }
> = {
  ses: {
    post: {
      notificationType: 'Bounce',
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: address, diagnosticCode: said }],
      },
      mail: { source: 'b+1@bounce.example', headers: [{ name: 'Message-ID', value: '<1@example.org>' }] },
    },
    sign(message) {
      const fields = {
        Message: message,
        MessageId: '1',
        Timestamp: now.toISOString(),
        TopicArn: topic,
        Type: 'Notification',
      };
      const text = Object.entries(fields)
        .map(([name, value]) => `${name}\n${value}\n`)
        .join('');
      const Signature = createSign('RSA-SHA256').update(text).sign(sns('key.pem'), 'base64');
      const SigningCertURL = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem';
      const body = JSON.stringify({ ...fields, SignatureVersion: '2', Signature, SigningCertURL });
      return { headers: {}, body };
    },
  },
  postmark: {
    post: { RecordType: 'Bounce', ID: 7, Type: 'HardBounce', Email: address, Details: said },
    sign: (body) => ({ headers: { 'x-webhook-secret': secret }, body }),
  },
  mailgun: {
    post: {
      id: '1',
      event: 'failed',
      severity: 'permanent',
      recipient: address,
      'delivery-status': { code: 550, message: said },
    },
    sign(data) {
      const signature = createHmac('sha256', secret).update(`${seconds}token`).digest('hex');
      const signed = JSON.stringify({ timestamp: seconds, token: 'token', signature });
      return { headers: {}, body: `{"signature":${signed},"event-data":${data}}` };
    },
  },
  sendgrid: {
    post: [
      {
        sg_event_id: '1',
        event: 'bounce',
        email: address,
        reason: said,
        status: '5.1.1',
        'smtp-id': '<1@example.org>',
      },
    ],
    sign(body) {
      const signature = createSign('sha256')
        .update(seconds + body)
        .sign(sendgridKeys.privateKey, 'base64');
      const headers = {
        'x-twilio-email-event-webhook-signature': signature,
        'x-twilio-email-event-webhook-timestamp': seconds,
      };
      return { headers, body };
    },
  },
};

const unsigned = JSON.stringify({
  Type: 'Notification',
  TopicArn: topic,
  SignatureVersion: '2',
  signature: {},
});

/** Providers' posts: signed ones with anything in them, and anything at all without a signature. */
export async function webhooksFuzzer(): Promise<Fuzzer> {
  const webhooks = openWebhooks(
    {
      ses: topic,
      postmark: secret,
      mailgun: secret,
      sendgrid: sendgridKeys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    },
    async () => new Response(sns('certificate.pem')),
  );
  const targets = (Object.keys(posts) as BounceProvider[]).flatMap((name): Target[] => {
    const { post, sign } = posts[name];
    const read = async (headers: Record<string, string>, body: string): Promise<string | null> => {
      try {
        const request = { headers, body: Buffer.from(body), now, firstUse: async () => true };
        const events = (await webhooks[name].read?.(request)) ?? [];
        return events.every(({ reason }) => Object.hasOwn(kinds, reason)) ? null : 'a reason that is none';
      } catch (error) {
        if (isRefusal(error)) return null;
        throw error;
      }
    };
    const material = { dictionary: words, longest: 64 * 1024, json: true };
    return [
      {
        ...material,
        name: `${name}, signed`,
        corpus: [JSON.stringify(post)],
        mostMs: 50,
        check(text) {
          const { headers, body } = sign(text);
          return read(headers, body);
        },
      },
      {
        ...material,
        name: `${name}, as it comes`,
        // Without a signature, which is long and of which nothing can be made, others are changed more often.
        corpus: [sign(JSON.stringify(post)).body, unsigned],
        mostMs: 50,
        check: (text) => read({}, text),
      },
    ];
  });
  return { name: 'webhooks', targets, close: async () => undefined };
}
