import { createVerify, X509Certificate } from 'node:crypto';
import { isObject, type Json, textAt } from '../../domain/bounces/json.ts';
import type { NamedEvent } from '../../domain/bounces/provider-event.ts';
import { sesEvents } from '../../domain/bounces/ses-event.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Fetch, Provider } from './provider.ts';
import { jsonIn, notAuthentic } from './secret.ts';

const setting = 'WEBHOOK_SES_TOPIC_ARN';

/** docs.aws.amazon.com/sns: "Verifying the signatures of Amazon SNS messages"; in this order, those that are there. */
const signedFields: ReadonlyMap<string, readonly string[]> = new Map([
  ['Notification', ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']],
  [
    'SubscriptionConfirmation',
    ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  ],
  [
    'UnsubscribeConfirmation',
    ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  ],
]);
const algorithms: ReadonlyMap<string, string> = new Map([
  ['1', 'RSA-SHA1'],
  ['2', 'RSA-SHA256'],
]);
const fetchMs = 10_000;
const mostOctets = 64 * 1024;
const keptCertificates = 10;
/** For so long a certificate that was not to be had is not asked for again, and no more than so many others are. */
const untilAgainMs = 60_000;
const mostUnknown = 10;

/**
 * Amazon SES by SNS: the topic must be one of those that are set, and the message signed (version 1 or 2) by a
 * certificate that lies at the SNS host of the topic's region. A subscription is confirmed by itself. What SES says of
 * bounces is read in `domain`, since it says the same in mails.
 */
export const ses: Provider = {
  title: 'Amazon SES, by SNS',
  setting,
  post: {
    'text/plain': {
      type: 'string',
      description: 'what SNS posts',
      examples: ['{"Type":"Notification","TopicArn":"arn:aws:sns:eu-west-1:123456789012:bounces"}'],
    },
  },
  faultOf(value) {
    const wrong = topicsIn(value).find(
      (one) => !/^arn:aws[\w-]*:sns:[a-z0-9-]{3,30}:\d{12}:[\w-]{1,256}$/.test(one),
    );
    return wrong === undefined
      ? null
      : `"${wrong}" is not the ARN of an SNS topic such as arn:aws:sns:eu-west-1:123456789012:bounces; several are set with spaces between them`;
  },
  reader(value, fetch) {
    const readers = new Map(topicsIn(value).map((topic) => [topic, topicReader(topic, fetch)]));
    return async ({ headers, body, now }) => {
      const message = jsonIn(body);
      const topic = isObject(message) ? textAt(message, 'TopicArn') : '';
      const read = readers.get(topic);
      if (read !== undefined && isObject(message)) return await read(message, now);
      if (/^true$/i.test(headers['x-amz-sns-rawdelivery'] ?? ''))
        throw notAuthentic(
          'raw message delivery is on for this subscription of the topic, so it has no signature; switch it off in Amazon SNS',
        );
      throw notAuthentic(
        topic === '' ? 'it is no message of Amazon SNS' : `its topic is not one of ${setting}`,
      );
    };
  },
};

/** SES can have a topic for bounces and one for complaints. */
function topicsIn(value: string): string[] {
  return value.split(/[\s,]+/).filter(Boolean);
}

function topicReader(topicArn: string, fetch: Fetch): (message: Json, now: Date) => Promise<NamedEvent[]> {
  const region = topicArn.split(':')[3] ?? '';
  const host = `sns.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const certificates = new Map<string, X509Certificate>();
  /** Those that are being asked for, and those that were not to be had, for a while. */
  const unknown = new Map<string, { until: number; answer: Promise<X509Certificate> }>();

  /** An address at the SNS host, and no other: what stands in a message is whoever's who sent it. */
  function own(address: string): URL {
    const url = URL.parse(address);
    if (
      url === null ||
      url.protocol !== 'https:' ||
      url.host !== host ||
      url.username !== '' ||
      url.password !== ''
    )
      throw notAuthentic(`an address in it is not at ${host}`);
    return url;
  }
  async function load(url: URL): Promise<string> {
    try {
      const answer = await fetch(url.href, { signal: AbortSignal.timeout(fetchMs), redirect: 'error' });
      const text = await answer.text();
      if (answer.ok && text.length <= mostOctets) return text;
      throw new Error(`${host} answered with ${answer.status}`);
    } catch (error) {
      // SNS tries again.
      throw new DomainError('unavailable', `${host} could not be asked: ${String(error)}`);
    }
  }
  /** Anybody can post the name of a certificate: what that costs here and at the SNS host is bounded. */
  async function fetchCertificate({ href }: URL, now: Date): Promise<X509Certificate> {
    for (const [one, { until }] of unknown) if (until <= now.getTime()) unknown.delete(one);
    const asked = unknown.get(href);
    if (asked !== undefined) return await asked.answer;
    if (unknown.size >= mostUnknown)
      throw new DomainError('unavailable', `Too many certificates of ${host} were not to be had.`, {
        retryAfter: untilAgainMs / 1000,
      });
    const answer = load(new URL(href)).then(readCertificate);
    unknown.set(href, { until: now.getTime() + untilAgainMs, answer });
    const found = await answer;
    unknown.delete(href);
    if (certificates.size >= keptCertificates) certificates.clear();
    certificates.set(href, found);
    return found;
  }
  async function certificate(address: string, now: Date): Promise<X509Certificate> {
    const url = own(address);
    if (!/^\/SimpleNotificationService-[\da-f]{1,64}\.pem$/.test(url.pathname) || /[?#]/.test(address))
      throw notAuthentic('its certificate has another name than those of Amazon SNS');
    const found = certificates.get(url.href) ?? (await fetchCertificate(url, now));
    if (!(now >= new Date(found.validFrom) && now <= new Date(found.validTo)))
      throw notAuthentic('its certificate is not valid now');
    return found;
  }
  async function check(message: Json, now: Date): Promise<void> {
    const fields = signedFields.get(textAt(message, 'Type'));
    const algorithm = algorithms.get(textAt(message, 'SignatureVersion'));
    if (fields === undefined || algorithm === undefined) throw notAuthentic('it is not signed as SNS does');
    const text = fields
      .filter((name) => typeof message[name] === 'string')
      .map((name) => `${name}\n${textAt(message, name)}\n`)
      .join('');
    const { publicKey } = await certificate(textAt(message, 'SigningCertURL'), now);
    if (!createVerify(algorithm).update(text).verify(publicKey, textAt(message, 'Signature'), 'base64'))
      throw notAuthentic('its signature is wrong');
  }

  return async (message, now) => {
    await check(message, now);
    if (message['Type'] === 'SubscriptionConfirmation') await load(own(textAt(message, 'SubscribeURL')));
    if (message['Type'] !== 'Notification') return [];
    const eventId = textAt(message, 'MessageId');
    return sesEvents(notificationIn(textAt(message, 'Message'))).map((event, index) => ({
      ...event,
      eventId: `${eventId} ${index}`,
    }));
  };
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw notAuthentic('its certificate cannot be read');
  }
}

/** SES also posts words that are no JSON, when a topic is set up. */
function notificationIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
