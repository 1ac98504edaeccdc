import { type BounceReason, kinds } from './bounce-reason.ts';
import { reasonOf } from './bounce-rules.ts';
import { diagnosisIn } from './bounce-text.ts';
import { isObject, objectAt, textAt } from './json.ts';

/** What a mail provider posts about one recipient. */
export type ProviderEvent = {
  address: string;
  status: string;
  reason: BounceReason;
  /** With angle brackets; ours may be among them. */
  messageIds: string[];
  /** The envelope sender, when the provider tells it. */
  returnPaths: string[];
};

/** An event with the provider's name for it. */
export type NamedEvent = ProviderEvent & { eventId: string };

/** `hard` says what the provider thinks; its word decides, the server's words say why. */
function reasonFor(words: string, status: string, hard: boolean | null): BounceReason {
  const why = reasonOf({ ...diagnosisIn(words), ...(status === '' ? {} : { status }) });
  if (hard === true) return kinds[why] === 'hard' ? why : 'unknown-user';
  return hard === false && kinds[why] === 'hard' ? 'undetermined' : why;
}

/** Postmark's bounce types (postmarkapp.com/developer/api/bounce-api: "Bounce types"); others are soft, by their words. */
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

/** Postmark's bounce and spam complaint webhooks; empty for others. */
export function postmarkEvents(post: unknown): NamedEvent[] {
  if (!isObject(post)) return [];
  const record = textAt(post, 'RecordType');
  if (record !== 'Bounce' && record !== 'SpamComplaint') return [];
  const words = textAt(post, 'Details') || textAt(post, 'Description');
  const known = record === 'SpamComplaint' ? 'abuse' : postmarkTypes.get(textAt(post, 'Type'));
  const { status } = diagnosisIn(words);
  const reason =
    known === 'hard' ? reasonFor(words, status, true) : (known ?? reasonFor(words, status, false));
  const eventId = `${record} ${textAt(post, 'ID')}`;
  return [{ eventId, address: textAt(post, 'Email'), status, reason, messageIds: [], returnPaths: [] }];
}

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
      textAt(event, 'severity') !== 'permanent'
        ? 'delayed'
        : reasonFor(words, status, textAt(event, 'reason') === 'suppress-bounce' ? true : null),
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
  if (name === 'dropped' && /bounced address|invalid/i.test(words)) return 'unknown-user';
  if (name === 'dropped' && /spam report/i.test(words)) return 'abuse';
  return null;
}
