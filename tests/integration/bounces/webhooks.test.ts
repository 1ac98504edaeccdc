import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openWebhooks } from '../../../src/adapters/webhooks/index.ts';
import type { App } from '../../../src/http/options.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/sns', name), 'utf8');
const topicArn = 'arn:aws:sns:eu-west-1:123456789012:bounces';
const complaintsArn = 'arn:aws:sns:eu-west-1:123456789012:complaints';
const certificateUrl = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem';
const [postmarkSecret, mailgunSigningKey] = ['postmark secret, long', 'key-0123456789abcdef'];
const sendgridKeys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const sendgridPublicKey = sendgridKeys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const now = new Date('2026-12-01T10:00:00Z');
const seconds = String(now.getTime() / 1000);

let service: TestService;
let app: App;
let adaId: number;
/** What was asked of the SNS host. */
let fetched: string[] = [];

beforeAll(async () => {
  service = await testService({
    env: {
      WEBHOOK_SES_TOPIC_ARN: `${topicArn} ${complaintsArn}`,
      WEBHOOK_POSTMARK_SECRET: postmarkSecret,
      WEBHOOK_MAILGUN_SIGNING_KEY: mailgunSigningKey,
      WEBHOOK_SENDGRID_PUBLIC_KEY: sendgridPublicKey,
    },
  });
  Object.assign(
    service.deps.webhooks,
    openWebhooks(service.config.webhooks, async (url) => {
      fetched.push(url);
      if (url === certificateUrl) return new Response(fixture('certificate.pem'));
      return url.includes('.pem') ? new Response('', { status: 404 }) : new Response('OK');
    }),
  );
  app = await service.app();
});
afterAll(() => service.close());
beforeEach(async () => {
  fetched = [];
  service.clock.now = now;
  await emptyTables(service.databaseUrl, ['subscriber', 'suppression', 'bounce_event']);
  adaId = await addReader(service.deps, 'ada@example.org');
});

const events = () =>
  service.deps.stores.bounces.list({ kind: null, matched: null, before: null, limit: 100 });
const ada = async () => (await service.deps.stores.subscribers.byId(adaId))!;

async function post(provider: string, body: string, headers: Record<string, string> = {}, prefix = '') {
  const answer = await app.inject({
    method: 'POST',
    url: `${prefix}/webhooks/${provider}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload: body,
  });
  return { status: answer.statusCode, body: answer.json() };
}

const recorded = (count: number) => ({ status: 200, body: { recorded: count } });
const refused = { status: 401, body: { code: 'unauthenticated' } };

describe('Amazon SES', () => {
  const bounce = {
    notificationType: 'Bounce',
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: 'ada@example.org', status: '5.1.1' }],
    },
    mail: {},
  };
  type Sns = Record<string, string>;
  function sns(change: Sns = {}, version: '1' | '2' = '2', forge: Sns = {}): string {
    const message: Sns = {
      Type: 'Notification',
      MessageId: 'sns-1',
      TopicArn: topicArn,
      Message: JSON.stringify(bounce),
      Timestamp: now.toISOString(),
      ...change,
    };
    const text = Object.keys(message)
      .toSorted()
      .map((name) => `${name}\n${message[name]}\n`)
      .join('');
    const algorithm = version === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
    const Signature = createSign(algorithm).update(text).sign(fixture('key.pem'), 'base64');
    return JSON.stringify({
      ...message,
      SignatureVersion: version,
      Signature,
      SigningCertURL: certificateUrl,
      ...forge,
    });
  }
  const send = (body: string) => post('ses', body, { 'content-type': 'text/plain; charset=UTF-8' });

  test.each(['1', '2'] as const)('is believed with a signature of version %s', async (version) => {
    expect(await send(sns({}, version))).toEqual(recorded(1));
    expect(await events()).toMatchObject([
      { origin: 'ses', kind: 'hard', status: '5.1.1', subscriberId: adaId },
    ]);
    expect(await ada()).toMatchObject({ status: 'bounced' });
  });

  test('is taken once, and its certificate fetched once', async () => {
    await send(sns({ MessageId: 'sns-2', Subject: 'a subject' }));
    expect(await send(sns({ MessageId: 'sns-2', Subject: 'a subject' }))).toEqual(recorded(0));
    expect(await send(sns({ MessageId: 'sns-3' }))).toEqual(recorded(1));
    expect(fetched.length).toBeLessThanOrEqual(1);
  });

  test.each([
    ['another topic', () => sns({ TopicArn: topicArn.replace('bounces', 'other') })],
    ['a change after it was signed', () => sns({}, '2', { Message: JSON.stringify({ ...bounce, mail: 1 }) })],
    ['a signature that is none', () => sns({}, '2', { Signature: 'AAAA' })],
    ['an unknown version', () => sns({}, '2', { SignatureVersion: '3' })],
    ['a certificate of elsewhere', () => sns({}, '2', { SigningCertURL: 'https://evil.example/x.pem' })],
    [
      'a certificate below a like name',
      () => sns({}, '2', { SigningCertURL: 'https://sns.eu-west-1.amazonaws.com.evil.example/x.pem' }),
    ],
    [
      'a certificate by http',
      () => sns({}, '2', { SigningCertURL: certificateUrl.replace('https', 'http') }),
    ],
    [
      'a certificate of another region',
      () => sns({}, '2', { SigningCertURL: certificateUrl.replace('eu-', 'us-') }),
    ],
    [
      'a certificate at another port',
      () => sns({}, '2', { SigningCertURL: certificateUrl.replace('.com/', '.com:8443/') }),
    ],
    ['nothing of SNS', () => '{"Type":"Notification"}'],
  ])('is refused with %s, and nothing strange is fetched', async (_, body) => {
    expect(await send(body())).toMatchObject(refused);
    expect(fetched.filter((url) => url !== certificateUrl)).toEqual([]);
    expect(await events()).toEqual([]);
  });

  test.each([
    '/x.pem',
    '/SimpleNotificationService-1.pem?x',
    '/SimpleNotificationService-xyz.pem',
    '/1/SimpleNotificationService-1.pem',
  ])('is refused with a certificate at %s, which is not asked for', async (path) => {
    const SigningCertURL = new URL(path, certificateUrl).href;
    expect(await send(sns({}, '2', { SigningCertURL }))).toMatchObject(refused);
    expect(fetched).toEqual([]);
  });

  test('asks once a minute for a certificate that is not there, and for ten of them at most', async () => {
    const named = (name: string) =>
      send(sns({}, '2', { SigningCertURL: certificateUrl.replace('-1.pem', `-${name}.pem`) }));
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push((await named('dead')).status);
    await Promise.all(Array.from({ length: 20 }, (_, i) => named(`dead${i}`)));
    expect(answers).toEqual([503, 503, 503]);
    expect(fetched).toHaveLength(10);
    expect(fetched.filter((url) => url.endsWith('-dead.pem'))).toHaveLength(1);
    // Posts that are signed by one that is known are taken meanwhile, and the others again after a minute.
    expect(await send(sns({ MessageId: 'sns-4' }))).toEqual(recorded(1));
    service.clock.now = new Date(now.getTime() + 61_000);
    await named('dead');
    expect(fetched.filter((url) => url.endsWith('-dead.pem'))).toHaveLength(2);
  });

  test('may have a topic for bounces and one for complaints', async () => {
    expect(await send(sns({ TopicArn: complaintsArn }))).toEqual(recorded(1));
  });

  test('is told what to switch off when raw message delivery is on', async () => {
    const headers = { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-rawdelivery': 'true' };
    const answer = await post('ses', JSON.stringify(bounce), headers);
    expect(answer).toMatchObject(refused);
    expect(JSON.stringify(answer.body)).toMatch(/raw message delivery is on.*switch it off/i);
    const other = await send(sns({ TopicArn: topicArn.replace('bounces', 'other') }));
    expect(JSON.stringify(other.body)).toContain('its topic is not one of WEBHOOK_SES_TOPIC_ARN');
  });

  test('wears nobody out by answers that programs give for readers', async () => {
    const answer = {
      notificationType: 'Bounce',
      bounce: {
        bounceType: 'Transient',
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: 'ada@example.org' }],
      },
    };
    for (let day = 1; day <= 9; day++) {
      const message = sns({ MessageId: `day-${day}`, Message: JSON.stringify(answer) });
      expect(await send(message)).toEqual(recorded(0));
    }
    expect(await ada()).toMatchObject({ status: 'active' });
    expect(await events()).toEqual([]);
  });

  test('has its subscription confirmed, at the SNS host only', async () => {
    const SubscribeURL = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=x';
    const confirmation = { Type: 'SubscriptionConfirmation', Token: 'x', Message: 'You have chosen …' };
    expect(await send(sns({ ...confirmation, SubscribeURL }))).toEqual(recorded(0));
    expect(fetched).toContain(SubscribeURL);
    fetched = [];
    expect(await send(sns({ ...confirmation, SubscribeURL: 'https://evil.example/' }))).toMatchObject(
      refused,
    );
    expect(fetched).toEqual([]);
  });
});

describe('Postmark', () => {
  const body = JSON.stringify({ RecordType: 'SpamComplaint', ID: 42, Email: 'ada@example.org' });
  const basic = (password: string) => ({
    authorization: `Basic ${Buffer.from(`hook:${password}`).toString('base64')}`,
  });

  test('is believed with its password or its header, and taken once', async () => {
    expect(await post('postmark', body, basic(postmarkSecret))).toEqual(recorded(1));
    expect(await post('postmark', body, { 'x-webhook-secret': postmarkSecret })).toEqual(recorded(0));
    expect(await ada()).toMatchObject({ status: 'complained' });
  });

  const change = (fields: object) =>
    post(
      'postmark',
      JSON.stringify({ RecordType: 'SubscriptionChange', Recipient: 'ada@example.org', ...fields }),
      basic(postmarkSecret),
    );
  const stop = (SuppressionReason: string) =>
    change({
      SuppressSending: true,
      SuppressionReason,
      Origin: 'Recipient',
      ChangedAt: '2026-12-01T09:00:00Z',
    });
  const again = (Origin: string) =>
    change({ SuppressSending: false, SuppressionReason: null, Origin, ChangedAt: '2026-12-01T09:30:00Z' });
  const suppressions = () => service.deps.stores.suppressions.suppressionsOf('ada@example.org');

  test('bars who unsubscribed there, until the reader comes back there', async () => {
    expect(await stop('ManualSuppression')).toEqual(recorded(1));
    expect(await ada()).toMatchObject({ status: 'complained', nextDueAt: null });
    expect(await suppressions()).toMatchObject([{ reason: 'complaint', note: 'opt-out' }]);
    // Not at an admin's word.
    await again('Customer');
    expect(await ada()).toMatchObject({ status: 'complained' });
    expect(await again('Recipient')).toEqual(recorded(1));
    expect(await ada()).toMatchObject({ status: 'active', nextDueAt: expect.any(Date) });
    expect(await suppressions()).toEqual([]);
    const kinds = (await service.deps.stores.subscribers.events(adaId)).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['complained', 'resubscribed']));
  });

  test('ends a bounce at anybody’s word, and a complaint about spam at nobody’s', async () => {
    await stop('HardBounce');
    expect(await ada()).toMatchObject({ status: 'bounced' });
    await again('Customer');
    expect(await ada()).toMatchObject({ status: 'active' });
    await stop('SpamComplaint');
    await again('Recipient');
    expect(await ada()).toMatchObject({ status: 'complained' });
    expect(await suppressions()).toMatchObject([{ reason: 'complaint' }]);
  });

  test('ends nothing that others barred', async () => {
    await service.deps.stores.suppressions.suppress('ada@example.org', 'manual');
    await service.deps.stores.subscribers.deactivate(adaId, 'bounced', now);
    const detail = { reason: 'unknown-user' };
    await service.deps.stores.subscribers.addEvent(adaId, {
      kind: 'bounced',
      actor: 'smtp',
      detail,
      at: now,
    });
    await again('Recipient');
    expect(await ada()).toMatchObject({ status: 'bounced' });
    expect(await suppressions()).toMatchObject([{ reason: 'manual' }]);
  });

  test.each([{}, basic('wrong'), basic(''), { authorization: 'Basic !' }, { 'x-webhook-secret': 'wrong' }])(
    'is refused with %j',
    async (headers) => {
      expect(await post('postmark', body, headers)).toMatchObject(refused);
      expect(await events()).toEqual([]);
    },
  );
});

describe('Mailgun', () => {
  const data = {
    id: 'm1',
    event: 'failed',
    severity: 'permanent',
    recipient: 'ada@example.org',
    'delivery-status': { code: 550, message: '5.1.1 user unknown' },
  };
  function signed(timestamp = seconds, key = mailgunSigningKey, event: object = data): string {
    const signature = createHmac('sha256', key).update(`${timestamp}token`).digest('hex');
    return JSON.stringify({ signature: { timestamp, token: 'token', signature }, 'event-data': event });
  }

  test('is believed with its signature, and taken once', async () => {
    expect(await post('mailgun', signed())).toEqual(recorded(1));
    expect(await post('mailgun', signed())).toEqual(recorded(0));
    expect(await ada()).toMatchObject({ status: 'bounced' });
  });

  test.each([
    ['another key', signed(seconds, 'another-key-0123456')],
    ['a post of yesterday', signed(String(Number(seconds) - 86_400))],
    ['a time that is none', signed('soon')],
    ['no signature', JSON.stringify({ 'event-data': data })],
  ])('is refused with %s', async (_, body) => {
    expect(await post('mailgun', body)).toMatchObject(refused);
    expect(await events()).toEqual([]);
  });

  test('has signatures that are good for one post: whoever saw one cannot post another event with it', async () => {
    await addReader(service.deps, 'grace@example.org');
    expect(await post('mailgun', signed())).toEqual(recorded(1));
    const other = { ...data, id: 'm2', recipient: 'grace@example.org' };
    expect(await post('mailgun', signed(seconds, mailgunSigningKey, other))).toMatchObject(refused);
    expect(await events()).toHaveLength(1);
    expect(await service.deps.stores.subscribers.byEmail('grace@example.org')).toMatchObject({
      status: 'active',
    });
    expect(await service.deps.stores.webhookLog.listPosts(10)).toContainEqual(
      expect.objectContaining({ outcome: 'refused', detail: expect.stringContaining('used before') }),
    );
  });

  test('is told that what it posts is no JSON', async () => {
    expect(await post('mailgun', 'not JSON')).toMatchObject({ status: 400, body: { code: 'invalid' } });
  });
});

describe('SendGrid', () => {
  const body = JSON.stringify([
    {
      sg_event_id: 's1',
      event: 'bounce',
      type: 'bounce',
      email: 'ada@example.org',
      reason: '550 5.1.1 user unknown',
      status: '5.1.1',
    },
    { sg_event_id: 's2', event: 'delivered', email: 'ada@example.org' },
    {
      sg_event_id: 's3',
      event: 'bounce',
      type: 'bounce',
      email: 'stranger@x.example',
      reason: '550 5.1.1 user unknown',
    },
  ]);
  function signature(timestamp: string, of: string, key = sendgridKeys.privateKey) {
    return {
      'x-twilio-email-event-webhook-timestamp': timestamp,
      'x-twilio-email-event-webhook-signature': createSign('sha256')
        .update(timestamp + of)
        .sign(key, 'base64'),
    };
  }

  test('is believed with its signature over the raw body, each event once', async () => {
    expect(await post('sendgrid', body, signature(seconds, body))).toEqual(recorded(2));
    expect(await post('sendgrid', body, signature(seconds, body))).toEqual(recorded(0));
    expect(await events()).toMatchObject([
      { matchedBy: null, kept: true },
      { matchedBy: 'address', subscriberId: adaId },
    ]);
  });

  test.each([
    ['another body', signature(seconds, `${body} `)],
    [
      'another key',
      signature(seconds, body, generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey),
    ],
    ['a post of last week', signature(String(Number(seconds) - 7 * 86_400), body)],
    ['no signature', {}],
  ])('is refused with %s', async (_, headers) => {
    expect(await post('sendgrid', body, headers)).toMatchObject(refused);
    expect(await events()).toEqual([]);
  });
});

describe('a provider', () => {
  test('may post texts that cannot be stored: what can be is recorded', async () => {
    const odd = {
      sg_event_id: 'odd\u0000',
      event: 'bounce',
      email: 'a\u0000@x.example',
      reason: '\u0000',
      status: '\u0000'.repeat(9),
    };
    const body = JSON.stringify([odd]);
    const timestamp = seconds;
    const headers = {
      'x-twilio-email-event-webhook-timestamp': timestamp,
      'x-twilio-email-event-webhook-signature': createSign('sha256')
        .update(timestamp + body)
        .sign(sendgridKeys.privateKey, 'base64'),
    };
    expect(await post('sendgrid', body, headers)).toEqual(recorded(1));
    expect(await events()).toMatchObject([
      { kind: 'soft', reason: 'undetermined', status: '', matchedBy: null },
    ]);
  });

  test('is served at both addresses, without a token of ours', async () => {
    const headers = { 'x-webhook-secret': postmarkSecret };
    for (const prefix of ['', '/api/v1/admin'])
      expect(await post('postmark', '{}', headers, prefix)).toEqual(recorded(0));
  });

  test('that is not configured is told which setting is missing', async () => {
    const bare = await testService();
    const bareApp = await bare.app();
    for (const [provider, setting] of [
      ['ses', 'WEBHOOK_SES_TOPIC_ARN'],
      ['postmark', 'WEBHOOK_POSTMARK_SECRET'],
      ['mailgun', 'WEBHOOK_MAILGUN_SIGNING_KEY'],
      ['sendgrid', 'WEBHOOK_SENDGRID_PUBLIC_KEY'],
    ]) {
      const answer = await bareApp.inject({ method: 'POST', url: `/webhooks/${provider}`, payload: {} });
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ code: 'not_found', detail: expect.stringContaining(setting!) });
    }
    await bare.close();
  });
});
