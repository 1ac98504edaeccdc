import { addressIn } from './bounce-address.ts';
import { type Header, headerOf, splitHead } from './mime.ts';

/** What a delivery status report says of one recipient (RFC 3464, 2.3); empty texts where it says nothing. */
export type RecipientFields = {
  address: string;
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
    // As the sender gave it, first: that is the one that we know.
    const named = ['original-recipient', 'final-recipient', 'x-actual-recipient'].map((name) =>
      addressIn(field(name)),
    );
    const says = field('action') !== '' || field('status') !== '' || field('diagnostic-code') !== '';
    const names = fields.some(({ name }) => name === 'final-recipient' || name === 'original-recipient');
    if (!names || !says) continue;
    found.push({
      address: named.find((address) => address !== null) ?? '',
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

/** What a feedback report says (RFC 5965, 3). */
export type FeedbackFields = { type: string; addresses: string[] };

export function feedbackFields(text: string): FeedbackFields {
  const { headers } = splitHead(text.trimStart());
  const type = /^[\w-]{1,40}/.exec(headerOf({ headers }, 'feedback-type').toLowerCase())?.[0] ?? '';
  const addresses = headers
    .filter(({ name }) => name === 'original-rcpt-to' || name === 'removal-recipient')
    .slice(0, mostRecipients)
    .flatMap(({ value }) => addressIn(value) ?? []);
  return { type, addresses: [...new Set(addresses)] };
}
