import type { BounceReason } from './bounce-rules.ts';
import { kinds, reasonOf } from './bounce-rules.ts';
import { diagnosisIn } from './bounce-text.ts';

/** What a notification of Amazon SES says of one recipient. */
export type SesEvent = { address: string; status: string; reason: BounceReason; messageId: string | null };

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject).slice(0, 500) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * The recipients of a bounce or complaint notification (docs.aws.amazon.com/ses: "Amazon SNS notification contents");
 * empty for other notifications. `notificationType` is the word of notifications, `eventType` of event publishing.
 */
export function sesEvents(notification: unknown): SesEvent[] {
  if (!isObject(notification)) return [];
  const kind = text(notification['notificationType'] ?? notification['eventType']);
  const messageId = ownMessageId(notification['mail']);
  const { bounce, complaint } = notification;
  if (kind === 'Bounce' && isObject(bounce)) {
    return list(bounce['bouncedRecipients']).map((one) => {
      const diagnosis = diagnosisIn(text(one['diagnosticCode']));
      const status = text(one['status']) || diagnosis.status;
      return {
        address: text(one['emailAddress']),
        status,
        reason: reason(bounce, { ...diagnosis, status }),
        messageId,
      };
    });
  }
  if (kind === 'Complaint' && isObject(complaint)) {
    const type = text(complaint['complaintFeedbackType']);
    const why: BounceReason =
      type === 'not-spam' || type === 'fraud' || type === 'virus' || type === 'auth-failure' ? type : 'abuse';
    return list(complaint['complainedRecipients']).map((one) => ({
      address: text(one['emailAddress']),
      status: '',
      reason: why,
      messageId,
    }));
  }
  return [];
}

/** SES says for itself whether a bounce is permanent; the words say why. */
function reason(bounce: Json, diagnosis: Parameters<typeof reasonOf>[0]): BounceReason {
  const why = reasonOf(diagnosis);
  const subtype = text(bounce['bounceSubType']);
  if (bounce['bounceType'] !== 'Permanent') return kinds[why] === 'hard' ? 'undetermined' : why;
  // "General" is SES's word for an address that hard-bounced; "Suppressed" and "OnAccountSuppressionList" did before.
  if (['NoEmail', 'General'].includes(subtype)) return why === 'undetermined' ? 'unknown-user' : why;
  return /suppress/i.test(subtype) ? 'unknown-user' : why;
}

/** The Message-ID that we gave, when SES was told to pass the original headers on. */
function ownMessageId(mail: unknown): string | null {
  if (!isObject(mail)) return null;
  const header = list(mail['headers']).find((one) => text(one['name']).toLowerCase() === 'message-id');
  const common = isObject(mail['commonHeaders']) ? text(mail['commonHeaders']['messageId']) : '';
  return text(header?.['value']) || common || null;
}

/** Notifications in the text of a mail that SNS sent: the notification itself, or wrapped as SNS posts it. */
export function sesEventsInText(mail: string): SesEvent[] {
  if (!/"?notificationType\\?"/.test(mail)) return [];
  const from = mail.indexOf('{');
  const to = mail.lastIndexOf('}');
  try {
    const json: unknown = JSON.parse(mail.slice(from, to + 1).replace(/\n/g, ''));
    if (isObject(json) && typeof json['Message'] === 'string') return sesEvents(JSON.parse(json['Message']));
    return sesEvents(json);
  } catch {
    return [];
  }
}
