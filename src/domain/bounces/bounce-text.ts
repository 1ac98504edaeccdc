import { addressesIn, addressSource } from './bounce-address.ts';
import { statusIn } from './bounce-fields.ts';
import type { Diagnosis, Stage } from './bounce-reason.ts';

// Reports for people. There are as many wordings as mail servers, but few shapes: the recipient stands alone on a line,
// or before a colon, or after a command or a label, or in a sentence; what happened to it follows.

/** Lines after which a report holds the message that came back. */
const returned =
  /^[\s>*=_-]*(?:(?:this is |below (?:this line )?is |included is |enclosed is |the )?(?:a )?(?:copy|header)s? of (?:the|your)(?: original)? message|below is a copy|(?:original|returned|unsent|undelivered) (?:mail|e-?mail|message)(?: (?:headers?|text|body))?(?: (?:as )?follows?)?|urspr[üu]ngliche nachricht|original-?nachricht|message d.origine|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|oryginalna wiadomo|исходное (?:сообщение|письмо)|元の(?:メッセージ|メール)|原始(?:邮件|郵件)|(?:the )?(?:original )?message headers? follows?|the headers? of the original message|message (?:headers|header) follow|original message headers|below this line|returned message|unsent message)/i;

/** A field that a returned message begins with, and no report for people. */
const returnedField =
  /^[ \t>]{0,8}(?:Received|Return-Path|Delivered-To|X-Original-To|X-Received|DKIM-Signature|Message-ID)[ \t]*:/i;

const mostLines = 400;
const longestLine = 1_000;
const mostRecipients = 100;

/** The lines of a report for people, without the message that it returns. */
export function reportLines(text: string): string[] {
  const lines: string[] = [];
  for (const raw of text.slice(0, 200_000).split('\n')) {
    const line = raw.slice(0, longestLine);
    const before = lines.at(-1)?.trim() ?? '';
    if (lines.some((one) => one.trim() !== '') && returned.test(line)) break;
    if (lines.length > 3 && returnedField.test(line) && !/^[\w-]+:/.test(before)) break;
    lines.push(line);
    if (lines.length >= mostLines) break;
  }
  return lines;
}

type Found = { address: string; line: number };

const mailto = String.raw`(?:[<(]?mailto:[^\s>)]{1,300}[>)]?)?`;
/** An address that is all of a line, but for signs around it. */
const alone = new RegExp(`^[\\s*\\-•>"'<(\\[]*(${addressSource})[>)\\]"']*${mailto}[\\s:.,;"']*$`, 'u');
/** An address that begins a line and is spoken of in the rest of it. */
const spokenOf = new RegExp(
  `^[\\s*\\-•>]*(?:<(${addressSource})>|"(${addressSource})"|(${addressSource}))(?:\\s*:|\\s{1,4}(?:on |\\[|\\(|invalid|error|could|was|is |does))`,
  'iu',
);
/** After a command or a label. */
const labelled = new RegExp(
  `(?:\\bRCPT TO|\\brecipients?(?: address)?|\\baddress(?:ed to)?|\\bto)\\s*:\\s*<?(${addressSource})>?`,
  'iu',
);
/** In a reply of the server: 550 5.1.1 <ada@example.org>... User unknown. */
const inReply = new RegExp(
  `\\b[45]\\d\\d[ -](?:[45]\\.\\d{1,3}\\.\\d{1,3} )?<?(${addressSource})>?(?:\\.\\.\\.|:|,)`,
  'u',
);
/** What stands before an address in a sentence that says that something did not reach it. */
const failing =
  /(?:deliver|undeliverable|reach|reject|recipient|mailbox|invalid|unknown|userid|failed|bounced|message to|mail to)[^@<]{0,80}[\s<:"'(]$/i;
/** Addresses of a line of which a sentence may speak. */
const mostInLine = 10;
const anyAddress = new RegExp(addressSource, 'gu');

/** The first address in a line that a sentence says is not reached. */
function inSentence(line: string): string | undefined {
  let looked = 0;
  for (const { 0: address, index } of line.matchAll(anyAddress)) {
    if (failing.test(line.slice(Math.max(0, index - 100), index))) return address;
    if (++looked >= mostInLine) break;
  }
  return undefined;
}
/** Lines that name other people than the recipient. */
const ofOthers =
  /\bMAIL FROM\b|envelope-from|^\s*(?:from|sender|reply-to|cc|message-id)\s*:|contact|assistance|generated from/i;

/**
 * The recipients of a report for people, each with what is said of it. `failed`: addresses that a header names as
 * failed (`X-Failed-Recipients` of Exim and Gmail). `others`: addresses of whoever made or received the report, which
 * it may mention in passing.
 */
export function recipientsInText(
  lines: readonly string[],
  failed: readonly string[],
  others: ReadonlySet<string>,
): { address: string; diagnosis: Diagnosis }[] {
  const known = (address: string | undefined): address is string =>
    address !== undefined && !others.has(address.toLowerCase());
  const listed: Found[] = [];
  const labels: Found[] = [];
  const replies: Found[] = [];
  const sentences: Found[] = [];
  const any: Found[] = [];
  for (const [line, text] of lines.slice(0, mostLines).entries()) {
    if (!text.includes('@') || text.length > longestLine || ofOthers.test(text)) continue;
    const address = alone.exec(text)?.[1] ?? spokenOf.exec(text)?.slice(1).find(Boolean);
    if (known(address)) listed.push({ address, line });
    const [label, reply, sentence] = [labelled.exec(text)?.[1], inReply.exec(text)?.[1], inSentence(text)];
    if (known(label)) labels.push({ address: label, line });
    if (known(reply)) replies.push({ address: reply, line });
    if (known(sentence)) sentences.push({ address: sentence, line });
    for (const other of addressesIn(text).slice(0, mostInLine))
      if (known(other)) any.push({ address: other, line });
  }
  const whole = lines.join('\n');
  if (failed.length > 0) {
    const places = [...listed, ...labels, ...replies, ...sentences].sort((a, b) => a.line - b.line);
    return failed.map((address) => {
      const place = failed.length === 1 ? undefined : places.find((one) => same(one.address, address));
      return { address, diagnosis: diagnosisIn(place === undefined ? whole : section(lines, place, places)) };
    });
  }
  const found =
    [listed, replies, labels, sentences].find(distinct) ??
    [listed, replies, labels, sentences].find((one) => one.length > 0) ??
    // In no shape that is known, but the only one that is spoken of.
    (firstOfEach(any).length === 1 ? any : []);
  const places = firstOfEach(found).slice(0, mostRecipients);
  return places.map((place) => ({
    address: place.address,
    diagnosis: diagnosisIn(places.length === 1 ? whole : section(lines, place, places)),
  }));
}

/** Several recipients, each in a shape of its own: the surest sign that they are what the report is about. */
function distinct(found: readonly Found[]): boolean {
  return firstOfEach(found).length > 1;
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function firstOfEach(found: readonly Found[]): Found[] {
  const known = new Set<string>();
  return found.filter(({ address }) => {
    const name = address.toLowerCase();
    const first = !known.has(name);
    known.add(name);
    return first;
  });
}

/** From a recipient to the next one; with what stands before the first, when nothing follows. */
function section(lines: readonly string[], place: Found, places: readonly Found[]): string {
  const next = places.find(({ line, address }) => line > place.line && !same(address, place.address))?.line;
  return lines.slice(place.line, next ?? lines.length).join('\n');
}

/** Codes, step and words in a report's text, or in a `Diagnostic-Code`. */
export function diagnosisIn(text: string): Diagnosis {
  const flat = text.slice(0, 20_000).replace(/\s+/g, ' ');
  const both = /(?<![\d.])([45]\d\d)[ -]{1,3}(?:\(?#)?([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/.exec(flat);
  return {
    status: both?.[2] ?? statusIn(flat),
    reply: both?.[1] ?? /(?:^|[\s:;'"([<])([45]\d\d)(?=[ :'-])/.exec(flat)?.[1] ?? '',
    stage: stageIn(text),
    text,
  };
}

/** The step that a report names, in the words of Postfix, Exim, qmail, sendmail, OpenSMTPD, DragonFly and Yahoo. */
function stageIn(text: string): Stage | null {
  const flat = text.slice(0, 20_000).replace(/\s+/g, ' ');
  if (
    /end of data|reply to (?:the )?(?:end of )?data|after i sent the message|final data:|for text command/i.test(
      flat,
    )
  )
    return 'data';
  if (
    /(?:reply to|after|following|response to) (?:the )?rcpt|does not like recipient|our rcpt to|\[rcpt_to\]|rejected recipient/i.test(
      flat,
    )
  )
    return 'rcpt';
  if (/(?:reply to|after|following) (?:the )?mail from|sender was rejected|our mail from/i.test(flat))
    return 'mail';
  if (/refused to talk to me|after initial connection/i.test(flat)) return 'connect';
  return stageOfTranscript(text);
}

const stageOfCommand: ReadonlyMap<string, Stage> = new Map([
  ['EHLO', 'ehlo'],
  ['HELO', 'ehlo'],
  ['AUTH', 'auth'],
  ['MAIL', 'mail'],
  ['RCPT', 'rcpt'],
  ['DATA', 'data'],
]);

/** In a transcript, the command (`>>>`) before the first refusal (`<<<`). */
function stageOfTranscript(text: string): Stage | null {
  let stage: Stage | null = null;
  for (const line of text.split('\n', mostLines)) {
    const command = /^[>\s]*>>> ?(\w+)/.exec(line)?.[1]?.toUpperCase();
    if (command !== undefined) stage = stageOfCommand.get(command) ?? null;
    if (/^[>\s]*<<< ?[45]\d\d/.test(line)) return stage;
  }
  return null;
}

/** Addresses in a header's value, in lower case, to be left out of what a report is about. */
export function lowerAddresses(values: readonly string[]): Set<string> {
  return new Set(values.flatMap(addressesIn).map((address) => address.toLowerCase()));
}
