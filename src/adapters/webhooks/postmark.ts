import type { BounceReason } from '../../domain/bounces/bounce-reason.ts';
import { diagnosisIn } from '../../domain/bounces/bounce-text.ts';
import { isObject, type Json, textAt } from '../../domain/bounces/json.ts';
import { type NamedEvent, reasonFor } from '../../domain/bounces/provider-event.ts';
import { anyObject, type Provider, secretFault } from './provider.ts';
import { jsonIn, notAuthentic, sameSecret } from './secret.ts';

const setting = 'WEBHOOK_POSTMARK_SECRET';

/**
 * Postmark signs nothing; it sends what was entered with the webhook's address: a password (HTTP Basic, whatever the
 * user name) or a header of one's own, here `X-Webhook-Secret` (postmarkapp.com/developer/webhooks: "Protecting your
 * webhook").
 */
export const postmark: Provider = {
  title: 'Postmark',
  setting,
  post: {
    'application/json': { ...anyObject, examples: [{ RecordType: 'Bounce', Type: 'HardBounce', ID: 42 }] },
  },
  faultOf: secretFault,
  reader:
    (secret) =>
    async ({ headers, body }) => {
      const given = headers['x-webhook-secret'] ?? password(headers['authorization']);
      if (given === null || !sameSecret(given, secret))
        throw notAuthentic(`its secret is not the one of ${setting}`);
      return postmarkEvents(jsonIn(body));
    },
};

function password(authorization: string | undefined): string | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : null;
}

/**
 * Postmark's bounce types (postmarkapp.com/developer/api/bounce-api: "Bounce types"). Others are soft; their words say
 * why.
 */
const postmarkTypes: ReadonlyMap<string, BounceReason | 'hard'> = new Map([
  ['HardBounce', 'hard'],
  ['BadEmailAddress', 'hard'],
  ['SpamComplaint', 'abuse'],
  ['Unsubscribe', 'opt-out'],
  ['AutoResponder', 'auto-reply'],
  ['ChallengeVerification', 'auto-reply'],
  ['OpenRelayTest', 'auto-reply'],
  ['Subscribe', 'auto-reply'],
  ['Transient', 'delayed'],
  ['ManuallyDeactivated', 'disabled'],
  ['Blocked', 'policy'],
  ['SpamNotification', 'spam'],
  ['VirusNotification', 'content'],
  ['DMARCPolicy', 'authentication'],
]);

/** Postmark's webhooks for bounces, spam complaints and changes of subscriptions; empty for others. */
export function postmarkEvents(post: unknown): NamedEvent[] {
  if (!isObject(post)) return [];
  const record = textAt(post, 'RecordType');
  if (record === 'SubscriptionChange') return subscriptionChange(post);
  if (record !== 'Bounce' && record !== 'SpamComplaint') return [];
  const words = textAt(post, 'Details') || textAt(post, 'Description');
  const known = record === 'SpamComplaint' ? 'abuse' : postmarkTypes.get(textAt(post, 'Type'));
  const { status } = diagnosisIn(words);
  const reason =
    known === 'hard' ? reasonFor(words, status, true) : (known ?? reasonFor(words, status, false));
  const address = textAt(post, 'Email');
  // Its numbers have 64 bits, and lose their last digits in JSON: two bounces may share what is left of them.
  const eventId = [record, textAt(post, 'ID'), address, textAt(post, 'BouncedAt')].join(' ');
  return [{ eventId, address, status, reason, messageIds: [], returnPaths: [] }];
}

/** Why Postmark stops sending to an address (postmarkapp.com/developer/webhooks/subscription-change-webhook). */
const suppressionReasons: ReadonlyMap<string, BounceReason> = new Map([
  ['HardBounce', 'unknown-user'],
  ['SpamComplaint', 'abuse'],
  ['ManualSuppression', 'opt-out'],
]);

/** An address that Postmark does not send to any more, or sends to again; `Origin` says at whose word. */
function subscriptionChange(post: Json): NamedEvent[] {
  const address = textAt(post, 'Recipient');
  const again = post['SuppressSending'] === false;
  const reason = again
    ? textAt(post, 'Origin') === 'Recipient'
      ? 'resubscribed'
      : 'reactivated'
    : suppressionReasons.get(textAt(post, 'SuppressionReason'));
  if (reason === undefined) return [];
  const eventId = ['SubscriptionChange', address, textAt(post, 'ChangedAt'), reason].join(' ');
  return [{ eventId, address, status: '', reason, messageIds: [], returnPaths: [] }];
}
