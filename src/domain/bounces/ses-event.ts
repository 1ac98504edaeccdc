import { type BounceReason, type Diagnosis, kinds } from './bounce-reason.ts';
import { reasonOf } from './bounce-rules.ts';
import { diagnosisIn } from './bounce-text.ts';
import { isObject, type Json, objectAt, objectsIn, textAt } from './json.ts';
import type { ProviderEvent } from './provider-event.ts';

/**
 * The recipients of a bounce or complaint notification of Amazon SES (docs.aws.amazon.com/ses: "Amazon SNS notification
 * contents"); empty for other notifications. `notificationType` is the word of notifications, `eventType` of event
 * publishing.
 */
export function sesEvents(notification: unknown): ProviderEvent[] {
  if (!isObject(notification)) return [];
  const kind = textAt(notification, 'notificationType') || textAt(notification, 'eventType');
  const mail = objectAt(notification, 'mail');
  const about = { messageIds: ownMessageIds(mail), returnPaths: [textAt(mail, 'source')].filter(Boolean) };
  if (kind === 'Bounce') {
    const bounce = objectAt(notification, 'bounce');
    return objectsIn(bounce['bouncedRecipients']).map((one) => {
      const diagnosis = diagnosisIn(textAt(one, 'diagnosticCode'));
      const status = textAt(one, 'status') || diagnosis.status;
      const reason = reasonIn(bounce, { ...diagnosis, status });
      return { ...about, address: textAt(one, 'emailAddress'), status, reason };
    });
  }
  if (kind === 'Complaint') {
    const complaint = objectAt(notification, 'complaint');
    const type = textAt(complaint, 'complaintFeedbackType');
    const reason: BounceReason =
      type === 'not-spam' || type === 'fraud' || type === 'virus' || type === 'auth-failure' ? type : 'abuse';
    return objectsIn(complaint['complainedRecipients']).map((one) => ({
      ...about,
      address: textAt(one, 'emailAddress'),
      status: '',
      reason,
    }));
  }
  return [];
}

/** What SES's sub-types of bounces that are not permanent say where no server's words came along. */
const subtypes: Readonly<Record<string, BounceReason>> = {
  MailboxFull: 'mailbox-full',
  MessageTooLarge: 'too-large',
  ContentRejected: 'content',
  AttachmentRejected: 'content',
  CustomTimeoutExceeded: 'expired',
};

/** SES says for itself whether a bounce is permanent; the words say why. */
function reasonIn(bounce: Json, diagnosis: Diagnosis): BounceReason {
  const why = reasonOf(diagnosis);
  const subtype = textAt(bounce, 'bounceSubType');
  if (bounce['bounceType'] !== 'Permanent') {
    if (diagnosis.text.trim() !== '' || diagnosis.status !== '')
      return kinds[why] === 'hard' ? 'undetermined' : why;
    // What SES cannot make out, and what no server refused: mostly an answer that a program gave for a reader.
    return (Object.hasOwn(subtypes, subtype) ? subtypes[subtype] : undefined) ?? 'auto-reply';
  }
  // "General" and "NoEmail" are SES's words for an address that bounced hard; suppressed ones did before.
  if (subtype === 'NoEmail' || subtype === 'General') return why === 'undetermined' ? 'unknown-user' : why;
  return /suppress/i.test(subtype) ? 'unknown-user' : why;
}

/** The Message-ID that we gave, when SES was told to pass the original headers on. */
function ownMessageIds(mail: Json): string[] {
  const header = objectsIn(mail['headers']).find((one) => textAt(one, 'name').toLowerCase() === 'message-id');
  const ids = [
    header === undefined ? '' : textAt(header, 'value'),
    textAt(objectAt(mail, 'commonHeaders'), 'messageId'),
  ];
  return ids.filter(Boolean);
}

/** Notifications in the text of a mail that SNS sent: the notification itself, or wrapped as SNS posts it. */
export function sesEventsInText(mail: string): ProviderEvent[] {
  if (!/notificationType\\?"/.test(mail)) return [];
  try {
    // Some mail programs break the lines of what is one.
    const json: unknown = JSON.parse(
      mail.slice(mail.indexOf('{'), mail.lastIndexOf('}') + 1).replace(/\n/g, ''),
    );
    return sesEvents(
      isObject(json) && textAt(json, 'Message') !== '' ? JSON.parse(textAt(json, 'Message')) : json,
    );
  } catch {
    return [];
  }
}
