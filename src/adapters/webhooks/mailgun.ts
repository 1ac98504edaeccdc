import { createHmac } from 'node:crypto';
import { type BounceReason, kinds } from '../../domain/bounces/bounce-reason.ts';
import { diagnosisIn } from '../../domain/bounces/bounce-text.ts';
import { isObject, objectAt, textAt } from '../../domain/bounces/json.ts';
import { type NamedEvent, reasonFor } from '../../domain/bounces/provider-event.ts';
import { hourMs } from '../../domain/time/units.ts';
import { anyObject, type Provider, secretFault } from './provider.ts';
import { jsonIn, notAuthentic, sameSecret } from './secret.ts';

/** Mailgun goes on trying for eight hours. */
const toleranceMs = 9 * hourMs;

/**
 * HMAC-SHA256 over timestamp and token, with the account's webhook signing key (documentation.mailgun.com: "Securing
 * webhooks"). A post that is much older or newer than the clock is refused. The body is not signed, so a token is good
 * for one post alone.
 */
export const mailgun: Provider = {
  title: 'Mailgun',
  setting: 'WEBHOOK_MAILGUN_SIGNING_KEY',
  post: {
    'application/json': {
      ...anyObject,
      examples: [
        { signature: { timestamp: '1795507200', token: 'abc', signature: 'def' }, 'event-data': {} },
      ],
    },
  },
  faultOf: secretFault,
  reader:
    (signingKey) =>
    async ({ body, now, firstUse }) => {
      const post = jsonIn(body);
      const signature = isObject(post) ? objectAt(post, 'signature') : {};
      const timestamp = textAt(signature, 'timestamp');
      const expected = createHmac('sha256', signingKey)
        .update(timestamp + textAt(signature, 'token'))
        .digest('hex');
      if (!sameSecret(textAt(signature, 'signature'), expected)) throw notAuthentic('its signature is wrong');
      if (!(Math.abs(now.getTime() - Number(timestamp) * 1000) <= toleranceMs))
        throw notAuthentic('it is too old, or the clock is wrong');
      if (!(await firstUse(textAt(signature, 'token')))) throw notAuthentic('its signature was used before');
      return mailgunEvents(post);
    },
};

/** Why Mailgun did not try at all, by its words and its codes: what became of a message before. */
const suppressed: ReadonlyMap<string, BounceReason> = new Map([
  ['suppress-bounce', 'unknown-user'],
  ['605', 'unknown-user'],
  ['suppress-unsubscribe', 'opt-out'],
  ['606', 'opt-out'],
  ['suppress-complaint', 'abuse'],
  ['607', 'abuse'],
]);

/** Mailgun's `failed`, `complained` and `unsubscribed` (documentation.mailgun.com: "Event types"); empty for others. */
export function mailgunEvents(post: unknown): NamedEvent[] {
  const event = isObject(post) ? objectAt(post, 'event-data') : {};
  const delivery = objectAt(event, 'delivery-status');
  const words = ['code', 'enhanced-code', 'message', 'description']
    .map((name) => textAt(delivery, name))
    .join(' ');
  const status = textAt(delivery, 'enhanced-code') || diagnosisIn(words).status;
  const reasons: Readonly<Record<string, () => BounceReason>> = {
    complained: () => 'abuse',
    unsubscribed: () => 'opt-out',
    failed: () =>
      suppressed.get(textAt(event, 'reason')) ??
      suppressed.get(textAt(delivery, 'code')) ??
      (textAt(event, 'severity') === 'permanent' ? reasonFor(words, status, null) : 'delayed'),
  };
  const name = textAt(event, 'event');
  const reason = Object.hasOwn(reasons, name) ? reasons[name]?.() : undefined;
  if (reason === undefined) return [];
  const messageId = textAt(objectAt(objectAt(event, 'message'), 'headers'), 'message-id');
  return [
    {
      eventId: textAt(event, 'id'),
      address: textAt(event, 'recipient'),
      status: kinds[reason] === 'complaint' ? '' : status,
      reason,
      messageIds: messageId === '' ? [] : [`<${messageId.replace(/^<|>$/g, '')}>`],
      returnPaths: [textAt(objectAt(event, 'envelope'), 'sender')].filter(Boolean),
    },
  ];
}
