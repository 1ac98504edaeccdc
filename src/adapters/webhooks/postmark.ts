import type { Webhook } from '../../app/bounces/webhook.ts';
import { postmarkEvents } from '../../domain/bounces/provider-events.ts';
import { jsonIn, notAuthentic, sameSecret } from './secret.ts';

/**
 * Postmark signs nothing; it sends what was entered with the webhook's address: a password (HTTP Basic, whatever the user
 * name) or a header of one's own, here `X-Webhook-Secret` (postmarkapp.com/developer/webhooks: "Protecting your webhook").
 */
export function postmarkWebhook(secret: string): Webhook {
  return {
    async read({ headers, body }) {
      const given = headers['x-webhook-secret'] ?? password(headers['authorization']);
      if (given === null || !sameSecret(given, secret))
        throw notAuthentic('its secret is not the one of WEBHOOK_POSTMARK_SECRET');
      return postmarkEvents(jsonIn(body));
    },
  };
}

function password(authorization: string | undefined): string | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : null;
}
