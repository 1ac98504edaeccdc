import { createPublicKey, createVerify } from 'node:crypto';
import { type BounceReason, kinds } from '../../domain/bounces/bounce-reason.ts';
import { diagnosisIn } from '../../domain/bounces/bounce-text.ts';
import { isObject, textAt } from '../../domain/bounces/json.ts';
import { type NamedEvent, reasonFor } from '../../domain/bounces/provider-event.ts';
import { hourMs } from '../../domain/time/units.ts';
import { anyObject, type Provider } from './provider.ts';
import { jsonIn, notAuthentic } from './secret.ts';

/** SendGrid goes on trying for a day. */
const toleranceMs = 25 * hourMs;
const mostEvents = 5_000;

/**
 * ECDSA on P-256 with SHA-256 over timestamp and raw body (docs.sendgrid.com: "Event Webhook security features"). It is
 * checked by the verification key as SendGrid shows it, base64 of a SubjectPublicKeyInfo. A post that is much older or
 * newer than the clock is refused.
 */
export const sendgrid: Provider = {
  title: 'SendGrid',
  setting: 'WEBHOOK_SENDGRID_PUBLIC_KEY',
  post: {
    'application/json': {
      type: 'array',
      items: anyObject,
      examples: [[{ event: 'bounce', sg_event_id: 'abc' }]],
    },
  },
  faultOf: (value) => (isP256(value) ? null : 'is not the verification key that SendGrid shows (base64)'),
  reader(publicKey) {
    const key = publicKeyIn(publicKey);
    return async ({ headers, body, now }) => {
      const signature = headers['x-twilio-email-event-webhook-signature'] ?? '';
      const timestamp = headers['x-twilio-email-event-webhook-timestamp'] ?? '';
      const signed = createVerify('sha256').update(timestamp).update(body);
      if (!signed.verify(key, signature, 'base64')) throw notAuthentic('its signature is wrong');
      if (!(Math.abs(now.getTime() - Number(timestamp) * 1000) <= toleranceMs))
        throw notAuthentic('it is too old, or the clock is wrong');
      const events = jsonIn(body);
      return Array.isArray(events) ? events.slice(0, mostEvents).flatMap(sendgridEvent) : [];
    };
  },
};

function publicKeyIn(base64: string) {
  return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
}

function isP256(base64: string): boolean {
  try {
    return publicKeyIn(base64).asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

/** SendGrid's `bounce`, `dropped`, `spamreport` and `unsubscribe` (docs.sendgrid.com: "Event Webhook reference"). */
export function sendgridEvent(event: unknown): NamedEvent[] {
  if (!isObject(event)) return [];
  const words = textAt(event, 'reason');
  const status = textAt(event, 'status') || diagnosisIn(words).status;
  const name = textAt(event, 'event');
  const reason = sendgridReason(name, textAt(event, 'type'), words, status);
  if (reason === null) return [];
  const messageId = textAt(event, 'smtp-id');
  return [
    {
      eventId: textAt(event, 'sg_event_id'),
      address: textAt(event, 'email'),
      status: kinds[reason] === 'complaint' ? '' : status,
      reason,
      messageIds: messageId === '' ? [] : [messageId],
      returnPaths: [],
    },
  ];
}

function sendgridReason(name: string, type: string, words: string, status: string): BounceReason | null {
  if (name === 'spamreport') return 'abuse';
  if (name === 'unsubscribe' || name === 'group_unsubscribe') return 'opt-out';
  // "blocked" is SendGrid's word for a bounce that says nothing of the address.
  if (name === 'bounce') return reasonFor(words, status, type === 'blocked' ? false : null);
  // What was dropped for any other reason, such as an invalid SMTPAPI header or a quota, says nothing of the reader.
  return name === 'dropped' ? (dropReasons.find(([pattern]) => pattern.test(words))?.[1] ?? null) : null;
}

/** Why SendGrid did not try at all, in its words: what became of a message before. */
const dropReasons: readonly [words: RegExp, reason: BounceReason][] = [
  [/^\s*(?:bounced address|invalid(?: e-?mail)?(?: address)?)\s*$/i, 'unknown-user'],
  [/^\s*spam report/i, 'abuse'],
  [/^\s*unsubscribed address/i, 'opt-out'],
];
