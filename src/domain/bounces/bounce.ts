import { hasReportSubject, isAutoReply, isFromMailServer } from './auto-reply.ts';
import { addressesIn, addressIn } from './bounce-address.ts';
import { feedbackFields, type RecipientFields, recipientFields, statusIn } from './bounce-fields.ts';
import { type BounceKind, type BounceReason, type Diagnosis, kinds } from './bounce-reason.ts';
import { reasonOf } from './bounce-rules.ts';
import { diagnosisIn, lowerAddresses, recipientsInText, reportLines } from './bounce-text.ts';
import { headerOf, type MimePart, parseMime, parseText, splitHead, walk } from './mime.ts';
import { textReader } from './mime-text.ts';
import { sesEventsInText } from './ses-event.ts';

/** What a message says of one recipient. `address` and `status` are empty where it does not say. */
export type BouncedRecipient = { address: string; status: string; kind: BounceKind; reason: BounceReason };

/** A message that came back to us, understood. */
export type Bounce = {
  /** Empty: the message is no report, or none that can be read. */
  recipients: readonly BouncedRecipient[];
  /** Message-IDs of what came back, with angle brackets: ours may be among them. */
  messageIds: readonly string[];
  /** Addresses that may be the envelope sender of what came back: those the report was sent to, and those it names. */
  returnPaths: readonly string[];
};

/**
 * Reads a message that was sent to the return path: a delivery status notification (RFC 3464), a report for people, a
 * feedback report (RFC 5965), a notification of Amazon SES by mail, or an automatic answer. Never throws; the time it
 * takes is bounded by the mebibyte that is looked at.
 */
export function readBounce(raw: Uint8Array): Bounce {
  const message = parseMime(raw);
  const report: Report = { message, parts: [...walk(message, isOpen)], textOf: textReader() };
  return {
    recipients: unique(recipientsOf(report)),
    messageIds: returnedIds(report),
    returnPaths: returnPathsOf(report),
  };
}

/** A message with its parts, without those of messages that it returns, and their texts. */
type Report = { message: MimePart; parts: readonly MimePart[]; textOf: (part: MimePart) => string };

/** A returned message is looked into only for its headers. */
function isOpen(part: MimePart): boolean {
  return part.type !== 'message/rfc822' && part.type !== 'message/global';
}

function recipientsOf(report: Report): BouncedRecipient[] {
  const { message, parts, textOf } = report;
  const feedback = parts.find(({ type }) => type === 'message/feedback-report');
  if (feedback !== undefined) return complaints(feedback, report);
  // What somebody passed on is quoted by most mail programs.
  const text = parts
    .filter(isForPeople)
    .map(textOf)
    .join('\n')
    .replace(/^> ?(?!>)/gm, '');
  const ses = sesEventsInText(text);
  if (ses.length > 0)
    return ses.map(({ address, status, reason }) =>
      recipient(addressIn(address) ?? '', statusIn(status), reason),
    );
  const status = parts.filter(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type)).map(textOf);
  const reported = recipientFields(status.length > 0 ? status.join('\n\n') : text);
  if (reported.length > 0) return ofReport(reported, message, text);
  const isReport =
    isFromMailServer(message) ||
    hasReportSubject(message) ||
    headerOf(message, 'x-failed-recipients') !== '' ||
    (originals(report).length > 0 && notDelivered.test(text));
  if (isReport && !(isAutoReply(message) && !hasReportSubject(message))) return ofText(report, text);
  if (isAutoReply(message)) return [recipient(addressIn(headerOf(message, 'from')) ?? '', '', 'auto-reply')];
  return [];
}

/** Words of a report whose sender and subject do not tell, beside the message that it returns. */
const notDelivered = /(?:could not|cannot|can't|was not|unable to) (?:be )?deliver(?:ed)?\b/i;

function isForPeople({ type, headers }: MimePart): boolean {
  return (
    (type === 'text/plain' || type === 'text/html') &&
    !/^attachment/i.test(headerOf({ headers }, 'content-disposition'))
  );
}

function recipient(address: string, status: string, reason: BounceReason): BouncedRecipient {
  return { address, status, kind: kinds[reason], reason };
}

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

function complaints(feedback: MimePart, report: Report): BouncedRecipient[] {
  const { type, addresses } = feedbackFields(report.textOf(feedback));
  const reason = feedbackReasons.get(type) ?? 'other-feedback';
  if (addresses.length > 0) return addresses.map((address) => recipient(address, '', reason));
  // Many providers take the address out; some leave it in the message that is complained of.
  const to = originals(report).map((original) => headerOf(original, 'to'))[0] ?? '';
  return [recipient(addressIn(to) ?? '', '', reason)];
}

/** What is said of recipients in fields, and, where these say little, in words. */
function ofReport(all: readonly RecipientFields[], message: MimePart, text: string): BouncedRecipient[] {
  const lines = reportLines(text);
  const [only, ...others] = all;
  if (only !== undefined && others.length === 0) {
    const failed = addressesIn(headerOf(message, 'x-failed-recipients'))[0] ?? '';
    return [ofFields(only, only.address || failed, diagnosisIn(lines.join('\n')))];
  }
  const addresses = all.map(({ address }) => address).filter(Boolean);
  const words = new Map(
    recipientsInText(lines, addresses, new Set()).map((one) => [one.address, one.diagnosis]),
  );
  return all.map((fields) => ofFields(fields, fields.address, words.get(fields.address)));
}

function ofFields(fields: RecipientFields, address: string, inWords?: Diagnosis): BouncedRecipient {
  const stated = diagnosisIn(fields.diagnostic);
  // The code in the server's own words is nearer to the cause than the one that the reporting server made of it.
  const status = [stated.status, fields.status, inWords?.status ?? ''].sort(byPrecision)[0] ?? '';
  if (fields.action === 'delayed') return recipient(address, status, 'delayed');
  if (['delivered', 'relayed', 'expanded'].includes(fields.action))
    return recipient(address, status, 'delivered');
  const reason = reasonOf({ ...stated, status, stage: inWords?.stage ?? stated.stage });
  const vague = fields.diagnostic === '' || reason === 'undetermined';
  const better = vague && inWords !== undefined ? reasonOf({ ...inWords, status }) : reason;
  return recipient(
    address,
    status,
    better === 'undetermined' && fields.action === 'expired' ? 'expired' : better,
  );
}

/** Codes with a detail before those without (X.0.0), and before none; otherwise as they come. */
function byPrecision(a: string, b: string): number {
  const rank = (status: string) => (status === '' ? 2 : status.endsWith('.0.0') ? 1 : 0);
  return rank(a) - rank(b);
}

/** Words that say that a message is still on its way. */
const onItsWay =
  /warning message only|has been delayed|is delayed for more than|will be retried for|temporary failure report|\(delay\)|delivery (?:is )?delayed/i;

function ofText(report: Report, text: string): BouncedRecipient[] {
  const { message } = report;
  const lines = reportLines(text);
  const failed = addressesIn(headerOf(message, 'x-failed-recipients'));
  const around = ['from', 'to', 'cc', 'reply-to'].map((name) => headerOf(message, name));
  const found = [lowerAddresses(around), lowerAddresses(around.slice(0, 1))]
    .map((others) => recipientsInText(lines, failed, others))
    .find((one) => one.length > 0);
  const delayed = onItsWay.test(`${headerOf(message, 'subject')}\n${lines.join('\n')}`);
  const about =
    found ??
    addressesIn(originals(report).map((original) => headerOf(original, 'to'))[0] ?? '')
      .slice(0, 1)
      .map((address) => ({ address, diagnosis: diagnosisIn(lines.join('\n')) }));
  return about.map(({ address, diagnosis }) =>
    recipient(address, diagnosis.status, delayed ? 'delayed' : reasonOf(diagnosis)),
  );
}

/** The returned message, or its headers, as far as it is a part of its own. */
function originals({ parts, textOf }: Report): MimePart[] {
  return parts.flatMap((part) => {
    if (!isOpen(part)) return part.parts;
    return /^(?:text\/rfc822-headers?|message\/global-headers)$/.test(part.type)
      ? [parseText(textOf(part))]
      : [];
  });
}

/** Message-IDs in the returned message, or in the text that quotes it, newest last; at most a few. */
function returnedIds(report: Report): string[] {
  const { parts, textOf } = report;
  const own = originals(report).map((original) => headerOf(original, 'message-id'));
  const quoted = parts
    .filter(isForPeople)
    .flatMap((part) => textOf(part).match(/^[ \t>]{0,8}message-id:[^\n]{0,300}/gim) ?? []);
  const answered = parts
    .slice(0, 1)
    .flatMap((part) => [headerOf(part, 'in-reply-to'), headerOf(part, 'references')]);
  return [
    ...new Set(
      [...own, ...quoted, ...answered].flatMap(
        (value) => value.slice(0, 4_000).match(/<[^<>\s]{3,250}>/g) ?? [],
      ),
    ),
  ].slice(0, 20);
}

function returnPathsOf(report: Report): string[] {
  const { message, parts, textOf } = report;
  const values = (part: Pick<MimePart, 'headers'>, names: readonly string[]) =>
    names.flatMap((name) => part.headers.filter((header) => header.name === name).map(({ value }) => value));
  const named = parts
    .filter(({ type }) => type === 'message/feedback-report' || type === 'message/delivery-status')
    .map((part) => splitHead(textOf(part).trimStart()))
    .flatMap((fields) => values(fields, ['original-mail-from', 'x-postfix-sender']));
  const all = [
    ...values(message, ['x-original-to', 'delivered-to', 'envelope-to', 'to']),
    ...originals(report).flatMap((original) => values(original, ['return-path'])),
    ...named,
  ];
  return [...new Set(all.flatMap(addressesIn))].slice(0, 20);
}

/** One entry an address: some reports name it in several groups. The first one stands. */
function unique(recipients: readonly BouncedRecipient[]): BouncedRecipient[] {
  const known = new Set<string>();
  return recipients.filter(({ address }) => {
    const name = address.toLowerCase();
    if (name !== '' && known.has(name)) return false;
    known.add(name);
    return true;
  });
}
