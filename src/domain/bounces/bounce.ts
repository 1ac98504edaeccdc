import { hasAutoReplySubject, hasReportSubject, isAutoReply, isFromMailServer } from './auto-reply.ts';
import { addressesIn, addressIn } from './bounce-address.ts';
import { type RecipientFields, recipientFields, statusIn } from './bounce-fields.ts';
import type { BounceReason, Diagnosis, Rule } from './bounce-reason.ts';
import { reasonOf, rules } from './bounce-rules.ts';
import { diagnosisIn, lowerAddresses, recipientsInText, reportLines } from './bounce-text.ts';
import { complaintsIn } from './complaint.ts';
import { headerOf, type MimePart, parseMime, splitHead } from './mime.ts';
import {
  type Aliases,
  type BouncedRecipient,
  bouncedRecipient,
  isForPeople,
  originals,
  type Report,
  reportOf,
  textForPeople,
} from './report.ts';
import { sesEventsInText } from './ses-event.ts';

/** A message that came back to us, understood. */
export type Bounce = {
  /** Empty: the message is no report, or none that can be read. */
  recipients: readonly BouncedRecipient[];
  aliases: Aliases;
  /** Message-IDs of what came back, with angle brackets: ours may be among them. */
  messageIds: readonly string[];
  /** Where the report was sent to, as the server that took it wrote down. */
  deliveredTo: readonly string[];
  /** Addresses that it names and that may be the envelope sender of what came back. */
  returnPaths: readonly string[];
};

/**
 * Reads a message that was sent to the return path: a delivery status notification (RFC 3464), a report for people, a
 * feedback report (RFC 5965), a notification of Amazon SES by mail, or an automatic answer; also one that somebody
 * passed on as an attachment. Never throws; the time it takes is bounded by the mebibyte that is looked at. `table`:
 * the rules by which words and codes are judged.
 */
export function readBounce(raw: Uint8Array, table: readonly Rule[] = rules): Bounce {
  const report = reportOf(parseMime(raw));
  const told = readReport(report, table);
  if (told.recipients.length > 0) return told;
  const passedOn = originals(report).find(isReport);
  if (passedOn === undefined) return told;
  const within = readReport(reportOf(passedOn), table);
  const returnPaths = [...told.returnPaths, ...within.deliveredTo, ...within.returnPaths];
  return { ...within, deliveredTo: told.deliveredTo, returnPaths };
}

function readReport(report: Report, table: readonly Rule[]): Bounce {
  return {
    recipients: unique(recipientsOf(report, table)),
    aliases: aliasesIn(report),
    messageIds: returnedIds(report),
    deliveredTo: addressesOf(report.message, ['x-original-to', 'delivered-to', 'envelope-to']),
    returnPaths: returnPathsOf(report),
  };
}

/** Whether a message says of itself that it is a report (RFC 6522). */
function isReport({ type, headers }: MimePart): boolean {
  return type === 'multipart/report' || headerOf({ headers }, 'x-failed-recipients') !== '';
}

function recipientsOf(report: Report, table: readonly Rule[]): BouncedRecipient[] {
  const { message, parts } = report;
  const text = textForPeople(report);
  const complaints = complaintsIn(report, text);
  if (complaints !== null) return complaints;
  const ses = sesEventsInText(text);
  if (ses.length > 0)
    return ses.map(({ address, status, reason }) =>
      bouncedRecipient(addressIn(address) ?? '', statusIn(status), reason),
    );
  const status = statusFields(report);
  const reported = recipientFields(status.length > 0 ? status.join('\n\n') : text);
  if (reported.length > 0) return ofReport(reported, message, text, table);
  if (isOfServer(report, text)) return ofText(report, text, table);
  if (isAutoReply(message) || parts.some(({ type }) => type === 'message/disposition-notification'))
    return [bouncedRecipient(addressIn(headerOf(message, 'from')) ?? '', '', 'auto-reply')];
  return [];
}

function statusFields({ parts, textOf }: Report): string[] {
  return parts.filter(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type)).map(textOf);
}

function aliasesIn(report: Report): Aliases {
  const all = recipientFields(statusFields(report).join('\n\n'));
  return new Map(all.flatMap(({ address, aliases }) => (aliases.length === 0 ? [] : [[address, aliases]])));
}

/**
 * Whether a report for people is what a mail server wrote. Its field `Auto-Submitted` is that of automatic answers too
 * (RFC 3834, 5), so only a subject of one tells a server's report from it.
 */
function isOfServer(report: Report, text: string): boolean {
  const { message } = report;
  if (hasReportSubject(message) || headerOf(message, 'x-failed-recipients') !== '') return true;
  if (hasAutoReplySubject(message)) return false;
  if (isFromMailServer(message)) return true;
  const beginning = text.slice(0, longestSaid);
  return notDelivered.test(beginning) && (originals(report).length > 0 || refusal.test(beginning));
}

/** What a report has to say stands at its beginning. */
const longestSaid = 50_000;

/** Words of a report whose sender and subject do not tell, beside the message that it returns or a server's reply. */
const notDelivered =
  /(?:could not|cannot|can't|was not|unable to) (?:be )?deliver(?:ed)?\b|(?:konnte|kann) nicht zugestellt|unzustellbar|n.a pas pu [êe]tre (?:remis|d[ée]livr|livr)|no (?:se )?(?:ha )?(?:podido|pudo|puede) (?:ser )?entreg|non [èe] stato possibile (?:consegnare|recapitare)|n[ãa]o (?:p[ôo]de|foi poss[íi]vel) (?:ser )?entreg|(?:kon|kan) niet worden (?:bezorgd|afgeleverd)|nie (?:mog[łl]\w*|mo[żz]na|uda[łl]o si[ęe]) (?:\S+ ){0,3}dor[ęe]cz|nie (?:\S+ ){0,4}dostarcz|не (?:может быть|удалось|было?) (?:\S+ )?достав|配信(?:不能|できません|に失敗)|送信できません|届けることができません|无法(?:投递|送达|发送)|投递失败|未能(?:送达|发送|投递)|無法(?:傳送|送達|投遞)/i;
const refusal = /(?:^|[\s:"'(])5\d\d[ -](?:#?5\.\d{1,3}\.\d{1,3}|[^\d\s])/m;

/** What is said of recipients in fields, and, where these say little, in words. */
function ofReport(
  all: readonly RecipientFields[],
  message: MimePart,
  text: string,
  table: readonly Rule[],
): BouncedRecipient[] {
  const lines = reportLines(text);
  const [only, ...others] = all;
  if (only !== undefined && others.length === 0) {
    const failed = addressesIn(headerOf(message, 'x-failed-recipients'))[0] ?? '';
    return [ofFields(only, only.address || failed, diagnosisIn(lines.join('\n')), table)];
  }
  const addresses = all.map(({ address }) => address).filter(Boolean);
  const words = new Map(
    recipientsInText(lines, addresses, new Set()).map((one) => [one.address, one.diagnosis]),
  );
  return all.map((fields) => ofFields(fields, fields.address, words.get(fields.address), table));
}

function ofFields(
  fields: RecipientFields,
  address: string,
  inWords: Diagnosis | undefined,
  table: readonly Rule[],
): BouncedRecipient {
  const stated = diagnosisIn(fields.diagnostic);
  // The code in the server's own words is nearer to the cause than the one that the reporting server made of it.
  const status = [stated.status, fields.status, inWords?.status ?? ''].sort(byPrecision)[0] ?? '';
  const told = (reason: BounceReason) => bouncedRecipient(address, status, reason);
  if (fields.action === 'delayed') return told('delayed');
  if (arrivals.includes(fields.action) || (fields.action === '' && fields.status.startsWith('2')))
    return told('delivered');
  const reason = reasonOf({ ...stated, status, stage: inWords?.stage ?? stated.stage }, table);
  const vague = fields.diagnostic === '' || reason === 'undetermined';
  const better = vague && inWords !== undefined ? reasonOf({ ...inWords, status }, table) : reason;
  return told(better === 'undetermined' && fields.action === 'expired' ? 'expired' : better);
}

/** Actions of a message that went on its way (RFC 3464, 2.3.3). */
const arrivals: readonly string[] = ['delivered', 'relayed', 'expanded'];

/** Codes with a detail before those without (X.0.0), and before none; otherwise as they come. */
function byPrecision(a: string, b: string): number {
  const rank = (status: string) => (status === '' ? 2 : status.endsWith('.0.0') ? 1 : 0);
  return rank(a) - rank(b);
}

/** Words that say that a message is still on its way. */
const onItsWay =
  /warning message only|has been delayed|is delayed for more than|will be retried for|temporary failure report|\(delay\)|delivery (?:is )?delayed/i;

/** Words that say that it arrived, where none say that it did not. */
const hasArrived =
  /success(?:ful|fully) (?:\S{1,60} ){0,2}(?:mail )?(?:deliver|relay)|(?:mail|message|e-?mail) (?:\S{1,60} ){0,4}(?:was|has been|were) (?:successfully )?(?:delivered|relayed|handed)|delivery (?:\S{1,60} ){0,4}(?:was|has been) (?:successful|completed?)|^(?:delivered|relayed|expanded):|erfolgreich zugestellt|livr[ée] avec succ[èe]s|entregad[oa] correctamente|consegnato correttamente|успешно доставлен|正常に配信|成功(?:投递|送达)/i;
const hasFailed = /\bnot\b|fail|undeliver|error|reject|refus|\b5\d\d\b|unzustellbar/i;

function ofText(report: Report, text: string, table: readonly Rule[]): BouncedRecipient[] {
  const { message } = report;
  const lines = reportLines(text);
  const failed = addressesIn(headerOf(message, 'x-failed-recipients'));
  const around = ['from', 'to', 'cc', 'reply-to'].map((name) => headerOf(message, name));
  const found = [lowerAddresses(around), lowerAddresses(around.slice(0, 1))]
    .map((others) => recipientsInText(lines, failed, others))
    .find((one) => one.length > 0);
  const said = `${headerOf(message, 'subject')}\n${lines.join('\n')}`.slice(0, longestSaid);
  const fate = onItsWay.test(said)
    ? 'delayed'
    : hasArrived.test(said) && !hasFailed.test(said)
      ? 'delivered'
      : null;
  const about =
    found ??
    addressesIn(originals(report).map((original) => headerOf(original, 'to'))[0] ?? '')
      .slice(0, 1)
      .map((address) => ({ address, diagnosis: diagnosisIn(lines.join('\n')) }));
  return about.map(({ address, diagnosis }) =>
    bouncedRecipient(address, diagnosis.status, fate ?? reasonOf(diagnosis, table)),
  );
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

function values({ headers }: Pick<MimePart, 'headers'>, names: readonly string[]): string[] {
  return names.flatMap((name) => headers.filter((header) => header.name === name).map(({ value }) => value));
}

function addressesOf(part: MimePart, names: readonly string[]): string[] {
  return [...new Set(values(part, names).flatMap(addressesIn))].slice(0, 20);
}

function returnPathsOf(report: Report): string[] {
  const { message, parts, textOf } = report;
  const named = parts
    .filter(({ type }) => type === 'message/feedback-report' || type === 'message/delivery-status')
    .map((part) => splitHead(textOf(part).trimStart()))
    .flatMap((fields) => values(fields, ['original-mail-from', 'x-postfix-sender']));
  const all = [
    ...values(message, ['to']),
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
