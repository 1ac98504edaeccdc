import { addressIn } from './bounce-address.ts';
import { type FeedbackFields, feedbackFields } from './bounce-fields.ts';
import type { BounceReason } from './bounce-reason.ts';
import { headerOf, type MimePart } from './mime.ts';
import { type BouncedRecipient, bouncedRecipient, originals, type Report } from './report.ts';

/** RFC 5965, and the types registered since; one that is not known is still somebody's complaint. */
const feedbackReasons: ReadonlyMap<string, BounceReason> = new Map([
  ['abuse', 'abuse'],
  ['fraud', 'fraud'],
  ['virus', 'virus'],
  ['opt-out', 'opt-out'],
  ['opt-out-list', 'opt-out'],
  ['not-spam', 'not-spam'],
  ['auth-failure', 'auth-failure'],
]);

/**
 * Subjects and first words of reports that come without the fields of RFC 5965, but with the message that they are
 * about.
 */
const subjects =
  /^(?:(?:re|fwd?|aw|wg): ?)*(?:complaint about message from|(?:\S{1,60} ){0,4}(?:abuse|spam|junk) (?:report|complaint))/i;
const words =
  /\b(?:this is an? |an )?(?:auto\S{0,20} )?(?:\S{1,60} )?e?-?mail (?:abuse|spam) (?:report|complaint)|(?:abuse|spam) (?:report|complaint) for an? e?-?mail|abuse complaint regarding your/i;
const authentication = /authentication[- ]failure report/i;

/** Where the one who complains is named in the message that they complain of. */
const readers = [
  'x-hmxmroriginalrecipient',
  'to',
  'x-original-to',
  'x-rcpt-to',
  'x-apparently-to',
  'delivered-to',
];

/**
 * The complaints in a feedback report, one for each reader, with an empty address where it does not name the reader, as
 * many providers take it out; null when the message is none. It is one by any of these: a `message/feedback-report`;
 * the report type of RFC 5965, even where that part is missing; a `Feedback-Type` in a text; the words of providers
 * that only pass the message on (Microsoft's JMRP, Abusix); Apple's mail for somebody who unsubscribed.
 */
export function complaintsIn(report: Report, text: string): BouncedRecipient[] | null {
  const { message, parts, textOf } = report;
  if (/^true/i.test(headerOf(message, 'x-apple-unsubscribe')))
    return [bouncedRecipient(addressIn(headerOf(message, 'from')) ?? '', '', 'opt-out')];
  const part = parts.find(({ type }) => type === 'message/feedback-report');
  if (part !== undefined) return complaints(report, feedbackFields(textOf(part)), text);
  const inText = feedbackFields(text);
  if (inText.type !== '' || isFeedback(report, text)) {
    const type = inText.type !== '' ? inText.type : authentication.test(text) ? 'auth-failure' : 'abuse';
    return complaints(report, { ...inText, type }, text);
  }
  return null;
}

/** Whether a message without a `Feedback-Type` is a complaint, or is passed on by one. */
function isFeedback(report: Report, text: string): boolean {
  const { message } = report;
  if (/feedback-report/i.test(message.parameters.get('report-type') ?? '')) return true;
  const returned = originals(report);
  if (returned.some((original) => headerOf(original, 'x-hmxmroriginalrecipient') !== '')) return true;
  const beginning = text.slice(0, 1_000).replace(/\s+/g, ' ');
  return (
    returned.length > 0 &&
    (subjects.test(headerOf(message, 'subject').slice(0, 200)) ||
      words.test(beginning) ||
      authentication.test(beginning))
  );
}

function complaints(report: Report, { type, addresses }: FeedbackFields, text: string): BouncedRecipient[] {
  const reason = feedbackReasons.get(type) ?? 'other-feedback';
  if (addresses.length > 0) return addresses.map((address) => bouncedRecipient(address, '', reason));
  const named = originals(report).flatMap((original) => readerOf(original) ?? [])[0] ?? quotedReader(text);
  return [bouncedRecipient(named ?? '', '', reason)];
}

function readerOf(original: MimePart): string | null {
  for (const name of readers) {
    const address = addressIn(headerOf(original, name));
    if (address !== null) return address;
  }
  return null;
}

/** The reader in a returned message that stands as text in the report. */
function quotedReader(text: string): string | null {
  return addressIn(/^[ \t]{0,8}(?:X-HmXmrOriginalRecipient|To)[ \t]*:[^\n]{0,300}/im.exec(text)?.[0] ?? '');
}
