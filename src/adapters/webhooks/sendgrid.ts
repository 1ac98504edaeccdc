import { createPublicKey, createVerify } from 'node:crypto';
import type { Webhook } from '../../app/bounces/webhook.ts';
import { sendgridEvent } from '../../domain/bounces/provider-events.ts';
import { jsonIn, notAuthentic } from './secret.ts';

/** SendGrid goes on trying for a day. */
const toleranceMs = 25 * 3_600_000;
const mostEvents = 5_000;

/**
 * ECDSA on P-256 with SHA-256 over timestamp and raw body (docs.sendgrid.com: "Event Webhook security features"). `publicKey`:
 * the verification key as SendGrid shows it, base64 of a SubjectPublicKeyInfo. A post that is much older or newer than the
 * clock is refused.
 */
export function sendgridWebhook(publicKey: string): Webhook {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return {
    async read({ headers, body, now }) {
      const signature = headers['x-twilio-email-event-webhook-signature'] ?? '';
      const timestamp = headers['x-twilio-email-event-webhook-timestamp'] ?? '';
      const signed = createVerify('sha256').update(timestamp).update(body);
      if (!signed.verify(key, signature, 'base64')) throw notAuthentic('its signature is wrong');
      if (!(Math.abs(now.getTime() - Number(timestamp) * 1000) <= toleranceMs))
        throw notAuthentic('it is too old, or the clock is wrong');
      const events = jsonIn(body);
      return Array.isArray(events) ? events.slice(0, mostEvents).flatMap(sendgridEvent) : [];
    },
  };
}
