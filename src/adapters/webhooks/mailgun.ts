import { createHmac } from 'node:crypto';
import type { Webhook } from '../../app/bounces/webhook.ts';
import { isObject, objectAt, textAt } from '../../domain/bounces/json.ts';
import { mailgunEvents } from '../../domain/bounces/provider-events.ts';
import { jsonIn, notAuthentic, sameSecret } from './secret.ts';

/** Mailgun goes on trying for eight hours. */
const toleranceMs = 9 * 3_600_000;

/**
 * HMAC-SHA256 over timestamp and token, with the account's webhook signing key (documentation.mailgun.com: "Securing
 * webhooks"). A post that is much older or newer than the clock is refused.
 */
export function mailgunWebhook(signingKey: string): Webhook {
  return {
    async read({ body, now }) {
      const post = jsonIn(body);
      const signature = isObject(post) ? objectAt(post, 'signature') : {};
      const timestamp = textAt(signature, 'timestamp');
      const expected = createHmac('sha256', signingKey)
        .update(timestamp + textAt(signature, 'token'))
        .digest('hex');
      if (!sameSecret(textAt(signature, 'signature'), expected)) throw notAuthentic('its signature is wrong');
      if (!(Math.abs(now.getTime() - Number(timestamp) * 1000) <= toleranceMs))
        throw notAuthentic('it is too old, or the clock is wrong');
      return mailgunEvents(post);
    },
  };
}
