import { addressIn } from './bounce-address.ts';
import { type Header, headerOf, splitHead } from './mime.ts';

/** What a delivery status report says of one recipient (RFC 3464, 2.3); empty texts where it says nothing. */
export type RecipientFields = {
  /** As the sender gave it, if that is told: that is the one that we know. */
  address: string;
  /** Others under which the report speaks of the same recipient. */
  aliases: readonly string[];
  /** `failed`, `delayed`, `delivered`, `relayed`, `expanded`; in lower case, and not always one of these. */
  action: string;
  status: string;
  diagnostic: string;
};

const mostRecipients = 500;

/**
 * The recipients of a `message/delivery-status`, or of a text that holds the same fields: a group of fields each, apart
 * by empty lines. A group counts when it names a recipient, or an action or diagnosis for one that is named elsewhere.
 */
export function recipientFields(text: string): RecipientFields[] {
  const found: RecipientFields[] = [];
  for (const fields of text.split(/\n[ \t]*\n/, 2 * mostRecipients).flatMap(groupsIn)) {
    const field = (name: string) => headerOf({ headers: fields }, name);
    const addresses = ['original-recipient', 'final-recipient', 'x-actual-recipient'].flatMap(
      (name) => addressIn(field(name)) ?? [],
    );
    const says = field('action') !== '' || field('status') !== '' || field('diagnostic-code') !== '';
    const names = fields.some(({ name }) => name === 'final-recipient' || name === 'original-recipient');
    if (!names || !says) continue;
    found.push({
      address: addresses[0] ?? '',
      aliases: [...new Set(addresses)].slice(1),
      action: /^[a-z]+/.exec(field('action').toLowerCase())?.[0] ?? '',
      status: statusIn(field('status')),
      diagnostic: field('diagnostic-code').replace(/^[\w-]{1,40}\s*;\s*/, ''),
    });
    if (found.length >= mostRecipients) break;
  }
  return found;
}

/** Fields anywhere in a stretch of text. A recipient's name for the second time begins the next one's group. */
function groupsIn(text: string): Header[][] {
  const from = text.search(
    /^(?:Original-Recipient|Final-Recipient|Action|Status|Diagnostic-Code|Reporting-MTA)[ \t]*:/im,
  );
  const groups: Header[][] = [];
  for (const field of from === -1 ? [] : splitHead(text.slice(from)).headers) {
    const last = groups.at(-1);
    const next = field.name === 'final-recipient' && last?.some(({ name }) => name === field.name) === true;
    if (last === undefined || next) groups.push([field]);
    else last.push(field);
  }
  return groups;
}

/** The first enhanced status code (RFC 3463, 2) in a text, or the empty text. */
export function statusIn(text: string): string {
  return /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)/.exec(text)?.[0] ?? '';
}

/** What a feedback report says (RFC 5965, 3); `type` is empty where it does not say. */
export type FeedbackFields = { type: string; addresses: string[] };

/** Fields wherever they stand in a text: some reports have words or empty lines before them. */
export function feedbackFields(text: string): FeedbackFields {
  const looked = text.slice(0, longestFeedback);
  const type =
    /^[ \t]{0,8}feedback-type[ \t]{0,8}:[ \t]{0,8}([\w-]{1,40})/im.exec(looked)?.[1]?.toLowerCase() ?? '';
  const named =
    looked.match(
      /^[ \t]{0,8}(?:original-rcpt-to|original-recipient|removal-recipient)[ \t]{0,8}:[^\n]{0,400}/gim,
    ) ?? [];
  const addresses = named
    .slice(0, mostRecipients)
    .flatMap((field) => addressIn(field.replace(/^[^:]*:/, '')) ?? []);
  return { type, addresses: [...new Set(addresses)] };
}

const longestFeedback = 100_000;
