import { isUsableInstant } from '../instant.ts';
import { cut } from '../lengths.ts';
import { type SubscriberStatus, stricter, subscriberStatuses } from './subscriber.ts';

/** What other programs call our statuses. */
const words: Readonly<Record<string, SubscriberStatus>> = {
  subscribed: 'active',
  enabled: 'active',
  confirmed: 'active',
  // Of Buttondown, where what somebody pays is told with whether they get mail.
  regular: 'active',
  premium: 'active',
  trialed: 'active',
  gifted: 'active',
  unpaid: 'active',
  churning: 'active',
  churned: 'active',
  past_due: 'active',
  unconfirmed: 'pending',
  unactivated: 'pending',
  disabled: 'unsubscribed',
  blocklisted: 'unsubscribed',
  blacklisted: 'unsubscribed',
  blocked: 'unsubscribed',
  removed: 'unsubscribed',
  archived: 'unsubscribed',
  cleaned: 'bounced',
  undeliverable: 'bounced',
  spam: 'complained',
  abuse: 'complained',
};

/** What the cells of a row say of a subscription; undefined: an empty cell, or none. */
export type StatusCells = {
  status: string | undefined;
  unsubscribedAt: string | undefined;
  unsubscribeReason: string | undefined;
  bouncedAt: string | undefined;
  wantsMail: string | undefined;
  mailDisabled: string | undefined;
};

/** The status that a row comes to, the strictest of all that it says, and what is wrong with it. */
export function statusIn(
  cells: StatusCells,
  fallback: SubscriberStatus,
): { status: SubscriberStatus; errors: string[] } {
  const errors: string[] = [];
  const said: SubscriberStatus[] = [];
  if (cells.status !== undefined) {
    const word = cut(cells.status, 50).toLowerCase();
    const status = subscriberStatuses.find((one) => one === word) ?? words[word];
    if (status === undefined) errors.push(`status: must be one of ${subscriberStatuses.join(', ')}`);
    else said.push(status);
  }
  if (cells.unsubscribedAt !== undefined) said.push('unsubscribed');
  if (cells.bouncedAt !== undefined) said.push('bounced');
  // Mailchimp's words of those who reported a mail.
  if (/^(?:abuse|spam)\b/i.test(cells.unsubscribeReason ?? '')) said.push('complained');
  const wants = yesOrNo(cells.wantsMail);
  const disabled = yesOrNo(cells.mailDisabled);
  if (wants === null) errors.push('wants_mail: must be true or false');
  if (disabled === null) errors.push('mail_disabled: must be true or false');
  if (wants === false || disabled === true) said.push('unsubscribed');
  return { status: said.reduce(stricter, said[0] ?? fallback), errors };
}

/** Null when it is neither. */
function yesOrNo(cell: string | undefined): boolean | null | undefined {
  if (cell === undefined) return undefined;
  if (/^(?:true|yes|1)$/i.test(cell)) return true;
  return /^(?:false|no|0)$/i.test(cell) ? false : null;
}

/**
 * A date, or an instant with or without a zone: RFC 3339 as spreadsheets and other programs write it too
 * (`2026-11-24 08:00:00`, `2026-11-24 08:00:00.12 +0000 UTC`). Universal Time where nothing else is said. Null for what
 * is none, or could be two, such as 11/12/2026.
 */
export function readInstant(typed: string): Date | null {
  const form =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?(?: [A-Z]{1,5})?)?$/i;
  const found = form.exec(cut(typed, 60).trim());
  if (found === null) return null;
  const [, day = '', time = '00:00', given = 'Z'] = found;
  const zone = /^[zu]/i.test(given) ? 'Z' : given.replace(/^(.\d\d)(\d\d)$/, '$1:$2');
  const at = new Date(`${day}T${time}${zone}`);
  if (Number.isNaN(at.getTime()) || !isUsableInstant(at)) return null;
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  // The 31st of a month with thirty days would be taken for the first of the next.
  return new Date(Date.UTC(year, month - 1, date)).getUTCDate() === date ? at : null;
}
